import { Pill } from "@/design/Pill";
import { useLabels } from "@/design/text";

import { asList } from "../shared/values";
import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ field, value, place }: CellProps) {
  const labelOf = useLabels();
  return (
    <span className={place === "page" ? styles.wrap : styles.one}>
      {asList(value).map((key) => {
        const option = field.options?.find((one) => one.value === key);
        return (
          <Pill key={String(key)} color={option?.color}>
            {labelOf(option?.label, String(key))}
          </Pill>
        );
      })}
    </span>
  );
}
