import { InputNumber } from "antd";
import { useTranslation } from "react-i18next";

import { Row } from "../../parts/Form";
import type { SettingsProps } from "./types";

interface Props extends SettingsProps {
  name: string;
  least?: number;
  most?: number;
  standard?: number;
  whole?: boolean;
}

/** A setting that is a number; empty is the type's own limit. */
export function NumberRow({ name, field, set, least, most, standard, whole = true }: Props) {
  const { t } = useTranslation("build");
  return (
    <Row label={t(`settings.${name}`)}>
      {(id) => (
        <InputNumber
          id={id}
          style={{ width: "100%" }}
          min={least}
          max={most}
          precision={whole ? 0 : undefined}
          placeholder={standard === undefined ? t("settings.no_limit") : String(standard)}
          value={(field[name] as number | undefined) ?? null}
          onChange={(value) => set({ [name]: value === standard ? undefined : value }, name)}
        />
      )}
    </Row>
  );
}
