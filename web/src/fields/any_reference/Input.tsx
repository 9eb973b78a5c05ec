import { Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { targetsOf, useModel } from "@/api/metadata";
import type { Reference } from "@/api/records";
import { useLabels } from "@/design/text";

import styles from "../shared/inputs.module.css";
import { RecordSelect } from "../shared/RecordSelect";
import type { InputProps } from "../types";

/** First the object, then one of its records. */
export function Input({ field, value, onChange, ...props }: InputProps) {
  const { t } = useTranslation("fields");
  const labelOf = useLabels();
  const model = useModel();
  const targets = targetsOf(field).filter((name) => model.object(name));
  const record = value as Reference | null | undefined;
  const [chosen, setChosen] = useState(targets[0]);
  const object = record?.object ?? chosen;
  return (
    <Space.Compact className={styles.compact}>
      <Select
        className={styles.kind}
        aria-label={t("any_reference.object")}
        value={object}
        options={targets.map((name) => ({ value: name, label: labelOf(model.object(name)?.label, name) }))}
        onChange={(name: string) => {
          setChosen(name);
          if (record) onChange(null);
        }}
        disabled={props.disabled}
      />
      <RecordSelect
        key={object}
        {...props}
        object={object}
        value={record ? [record] : []}
        onChange={([one]) => onChange(one ? { object, id: one.id, title: one.title } : null)}
        clearable={field.required !== true}
      />
    </Space.Compact>
  );
}
