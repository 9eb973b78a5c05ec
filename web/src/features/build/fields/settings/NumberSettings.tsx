import { Select } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";
import { useLabels, useLocale } from "@/design/text";

import { Group, Row } from "../../parts/Form";
import { NumberRow } from "./NumberRow";
import type { SettingsProps } from "./types";

function Range({ whole, ...props }: SettingsProps & { whole?: boolean }) {
  return (
    <div style={{ display: "grid", gridTemplateColumns: "1fr 1fr", gap: 8 }}>
      <NumberRow {...props} name="min" whole={whole} />
      <NumberRow {...props} name="max" whole={whole} />
    </div>
  );
}

export function IntegerSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("field.settings")}>
      <Range {...props} whole />
    </Group>
  );
}

export function DecimalSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("field.settings")}>
      <NumberRow {...props} name="scale" least={0} most={12} />
      <Range {...props} whole={false} />
    </Group>
  );
}

export function RatingSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("field.settings")}>
      <NumberRow {...props} name="max" least={1} most={10} standard={5} />
    </Group>
  );
}

function CurrencyRow({ field, set }: SettingsProps) {
  const { t } = useTranslation("build");
  const { workspace } = useMe();
  const locale = useLocale();
  const options = useMemo(() => {
    const names = new Intl.DisplayNames(locale, { type: "currency" });
    return Intl.supportedValuesOf("currency").map((code) => ({ value: code, label: `${code} ${names.of(code) ?? ""}` }));
  }, [locale]);
  return (
    <Row label={t("settings.currency")}>
      {(id) => (
        <Select
          id={id}
          allowClear
          showSearch={{ optionFilterProp: "label" }}
          placeholder={t("settings.currency_own", { currency: workspace.currency })}
          value={field.currency as string | undefined}
          options={options}
          onChange={(currency) => set({ currency })}
        />
      )}
    </Row>
  );
}

export function MoneySettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const { object, field, set } = props;
  const dates = object.fields.filter((one) => one.type === "date" || one.type === "datetime").map((one) => ({ value: one.name, label: labelOf(one.label, one.name) }));
  return (
    <Group title={t("field.settings")}>
      <CurrencyRow {...props} />
      <NumberRow {...props} name="scale" least={0} most={12} />
      <Range {...props} whole={false} />
      <Row label={t("settings.rate_date")} help={t("settings.rate_date_help")}>
        {(id) => <Select id={id} allowClear placeholder={t("settings.rate_date_none")} value={field.rate_date as string | undefined} options={dates} onChange={(rate_date) => set({ rate_date })} />}
      </Row>
    </Group>
  );
}
