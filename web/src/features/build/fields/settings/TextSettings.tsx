import { useTranslation } from "react-i18next";

import { Group } from "../../parts/Form";
import { NumberRow } from "./NumberRow";
import type { SettingsProps } from "./types";

function Length(props: SettingsProps & { standard: number }) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("field.settings")}>
      <NumberRow {...props} name="max_length" least={1} most={props.standard} />
    </Group>
  );
}

export const TextSettings = (props: SettingsProps) => <Length {...props} standard={1_000} />;
export const LongTextSettings = (props: SettingsProps) => <Length {...props} standard={1_000_000} />;
