import { Space } from "antd";
import { useState } from "react";

import styles from "../shared/inputs.module.css";
import { RecordFilter } from "../shared/RecordFilter";
import { useObjectOf } from "../shared/titles";
import { asList, idOf } from "../shared/values";
import type { FilterProps } from "../types";
import { Kind, useTargets } from "./Kind";

/** The condition holds ids alone, so the object chosen is the picker's own matter. */
export function Filter({ field, ...props }: FilterProps) {
  const targets = useTargets(field);
  const [chosen, setChosen] = useState<string>();
  const kept = useObjectOf(targets, asList(props.value).flatMap((one) => idOf(one) ?? []));
  const object = chosen ?? kept ?? targets[0];
  return (
    <Space.Compact className={styles.compact}>
      <Kind
        field={field}
        value={object}
        onChange={(name) => {
          setChosen(name);
          props.onChange(undefined);
        }}
      />
      <RecordFilter key={object} {...props} object={object} />
    </Space.Compact>
  );
}
