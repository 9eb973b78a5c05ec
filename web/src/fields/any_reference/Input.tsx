import { Space } from "antd";
import { useState } from "react";

import type { Reference } from "@/api/records";

import styles from "../shared/inputs.module.css";
import { RecordSelect } from "../shared/RecordSelect";
import type { InputProps } from "../types";
import { Kind, useTargets } from "./Kind";

/** First the object, then one of its records. */
export function Input({ field, value, onChange, ...props }: InputProps) {
  const record = value as Reference | null | undefined;
  const [chosen, setChosen] = useState(useTargets(field)[0]);
  const object = record?.object ?? chosen;
  return (
    <Space.Compact className={styles.compact}>
      <Kind
        field={field}
        value={object}
        onChange={(name) => {
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
