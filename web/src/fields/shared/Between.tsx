import { type ReactNode, useState } from "react";

import type { Operand } from "@/api/condition";

import styles from "./inputs.module.css";
import { asList } from "./values";

interface BetweenProps {
  value: Operand | undefined;
  onChange: (value: Operand | undefined) => void;
  /** One end: `at` is 0 or 1. */
  end: (value: Operand | undefined, onChange: (value: Operand | undefined) => void, at: 0 | 1) => ReactNode;
}

/** Two ends of a range; it is given on once both are there. */
export function Between({ value, onChange, end }: BetweenProps) {
  const [typed, setTyped] = useState<(Operand | undefined)[]>();
  const [from, to] = typed ?? (asList(value) as (Operand | undefined)[]);
  const put = (next: (Operand | undefined)[]) => {
    const whole = next.every((one) => one !== undefined && one !== null);
    setTyped(whole ? undefined : next);
    onChange(whole ? (next as Operand[]) : undefined);
  };
  return (
    <span className={styles.pair}>
      {end(from ?? undefined, (next) => put([next, to]), 0)}
      <span aria-hidden>–</span>
      {end(to ?? undefined, (next) => put([from, next]), 1)}
    </span>
  );
}

export const isRange = (op: string) => op === "between" || op === "not_between";
export const isSeveral = (op: string) => op === "in" || op === "not_in";
