import { useTranslation } from "react-i18next";

import { Group } from "../../parts/Form";
import { OptionsEditor } from "./OptionsEditor";
import type { SettingsProps } from "./types";

function Options(props: SettingsProps & { categories?: boolean }) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("settings.options")}>
      <OptionsEditor {...props} />
    </Group>
  );
}

export const SelectSettings = (props: SettingsProps) => <Options {...props} categories />;
export const MultiSelectSettings = (props: SettingsProps) => <Options {...props} />;
