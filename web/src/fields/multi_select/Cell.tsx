import { Pill } from "@/design/Pill";
import { useLabels, useLocale } from "@/design/text";

import { asList, listed } from "../shared/values";
import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

export function Cell({ field, value, place }: CellProps) {
  const labelOf = useLabels();
  const locale = useLocale();
  if (place === "text") return <>{listed(asList(value).map((key) => labelOf(field.options?.find((one) => one.value === key)?.label, String(key))), locale)}</>;
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
