import { Select, Space } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { targetsOf, useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";

import styles from "../shared/inputs.module.css";
import { RecordFilter } from "../shared/RecordFilter";
import type { FilterProps } from "../types";

/** The condition holds ids alone, so the object chosen is the picker's own matter. */
export function Filter({ field, ...props }: FilterProps) {
  const { t } = useTranslation("fields");
  const labelOf = useLabels();
  const model = useModel();
  const targets = targetsOf(field).filter((name) => model.object(name));
  const [object, setObject] = useState(targets[0]);
  return (
    <Space.Compact className={styles.compact}>
      <Select
        className={styles.kind}
        aria-label={t("any_reference.object")}
        value={object}
        options={targets.map((name) => ({ value: name, label: labelOf(model.object(name)?.label, name) }))}
        onChange={(name: string) => {
          setObject(name);
          props.onChange(undefined);
        }}
      />
      <RecordFilter key={object} {...props} object={object} />
    </Space.Compact>
  );
}
