import type { Field, Option } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { Pill } from "@/design/Pill";

import styles from "../shared/inputs.module.css";

export interface Choice {
  value: string;
  label: React.ReactNode;
  /** In every language, for searching. */
  words: string;
}

/** What can be chosen, as pills. Retired options are there only where they are set already. */
export function useChoices(field: Field, set: unknown[], withRetired = false): { choices: Choice[]; pill: (key: unknown) => React.ReactNode } {
  const labelOf = useLabels();
  const options = field.options ?? [];
  const draw = (option: Option | undefined, key: unknown) => <Pill color={option?.color}>{labelOf(option?.label, String(key))}</Pill>;
  return {
    choices: options
      .filter((one) => withRetired || !one.retired || set.includes(one.value))
      .map((one) => ({ value: one.value, label: draw(one, one.value), words: [one.value, ...Object.values(one.label ?? {})].join(" ").toLowerCase() })),
    pill: (key) => <span className={styles.pill}>{draw(options.find((one) => one.value === key), key)}</span>,
  };
}

export const fits = (typed: string, choice?: Choice) => choice?.words.includes(typed.trim().toLowerCase()) ?? false;
