import { Input, InputNumber, Switch } from "antd";
import { useTranslation } from "react-i18next";

import { Group, Row } from "../../parts/Form";
import styles from "./Settings.module.css";
import type { SettingsProps } from "./types";

const PLACES = ["{0000}", "{yyyy}", "{yy}", "{mm}", "{dd}"];

/** The number as it would be today. */
export function renderNumber(format: string, number: number, day: Date): string {
  const two = (value: number) => String(value).padStart(2, "0");
  const parts: Record<string, string> = { yyyy: String(day.getFullYear()), yy: String(day.getFullYear()).slice(2), mm: two(day.getMonth() + 1), dd: two(day.getDate()) };
  return format.replace(/\{(yyyy|yy|mm|dd|0{1,12})\}/g, (_, place: string) => parts[place] ?? String(number).padStart(place.length, "0"));
}

export function AutonumberSettings({ field, set }: SettingsProps) {
  const { t } = useTranslation("build");
  const format = (field.format as string | undefined) ?? "{0}";
  const start = (field.start as number | undefined) ?? 1;
  return (
    <Group title={t("field.settings")}>
      <Row label={t("settings.format")} problem={/\{0{1,12}\}/.test(format) ? undefined : t("settings.format_problem")}>
        {(id) => <Input id={id} value={format} maxLength={60} onChange={(event) => set({ format: event.target.value }, "format")} style={{ fontFamily: "var(--mono)" }} />}
      </Row>
      <div className={styles.places}>
        {PLACES.map((place) => (
          <button key={place} type="button" disabled={format.includes(place)} onClick={() => set({ format: format + place })}>
            <code>{place}</code> {t(`settings.places.${place.slice(1, -1)}`)}
          </button>
        ))}
      </div>
      <p className={styles.preview}>
        {t("settings.preview")} <strong>{[0, 1, 2].map((at) => renderNumber(format, start + at, new Date())).join("　")}</strong>
      </p>
      <Row label={t("settings.start")}>{(id) => <InputNumber id={id} min={0} precision={0} style={{ width: "100%" }} value={start} onChange={(value) => set({ start: value === 1 ? undefined : value }, "start")} />}</Row>
      <Row inline label={t("settings.gapless")} help={t("settings.gapless_help")}>
        {(id) => <Switch id={id} size="small" checked={field.gapless === true} onChange={(on) => set({ gapless: on || undefined })} />}
      </Row>
    </Group>
  );
}
