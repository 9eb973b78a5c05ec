import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { Group, Row } from "../../parts/Form";
import { NumberRow } from "./NumberRow";
import type { SettingsProps } from "./types";

const TYPES = ["application/pdf", "image/*", "video/*", "audio/*", "text/csv", "application/zip", "application/msword", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "application/vnd.openxmlformats-officedocument.presentationml.presentation"];
const PICTURES = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const MB = 1 << 20;

function Accept({ field, set, types }: SettingsProps & { types: string[] }) {
  const { t } = useTranslation("build");
  return (
    <Row label={t("settings.accept")}>
      {(id) => (
        <Select
          id={id}
          mode="tags"
          placeholder={t("settings.accept_any")}
          value={(field.accept as string[] | undefined) ?? []}
          options={types.map((value) => ({ value, label: t(`file_types.${value.replace(/[^a-z]/g, "_")}`, { defaultValue: value }) }))}
          onChange={(accept: string[]) => set({ accept: accept.length ? accept : undefined })}
        />
      )}
    </Row>
  );
}

/** Bytes, asked for in megabytes. */
function Size({ field, set, ...rest }: SettingsProps) {
  const size = field.max_size as number | undefined;
  const shown = { ...field, max_megabytes: size === undefined ? undefined : size / MB };
  return <NumberRow {...rest} field={shown} name="max_megabytes" least={1} most={10_000} set={(keys, tag) => set({ max_size: keys.max_megabytes ? (keys.max_megabytes as number) * MB : undefined }, tag)} />;
}

export function FilesSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("field.settings")}>
      <Accept {...props} types={TYPES} />
      <Size {...props} />
      <NumberRow {...props} name="max_count" least={1} most={100} standard={100} />
    </Group>
  );
}

export function ImageSettings(props: SettingsProps) {
  const { t } = useTranslation("build");
  return (
    <Group title={t("field.settings")}>
      <Accept {...props} types={PICTURES} />
      <Size {...props} />
      <NumberRow {...props} name="max_pixels" least={1} most={1_000_000_000} />
    </Group>
  );
}
