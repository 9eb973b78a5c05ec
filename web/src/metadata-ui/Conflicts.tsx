import { type ReactNode, useEffect, useId, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { RecordData } from "@/api/records";
import { formatAgo } from "@/design/format";
import { useLabels, useLocale } from "@/design/text";
import { Cell } from "@/fields";

import type { Conflict } from "./merging";
import styles from "./RecordEditor.module.css";

interface ConflictsProps {
  conflicts: Conflict[];
  /** The record as the other person left it. */
  theirs: RecordData;
  onDecide: (conflict: Conflict, value: unknown) => void;
  /** Whether all are decided. */
  onSettled: (settled: boolean) => void;
}

const SIDES = ["was", "theirs", "mine"] as const;

/** What two people changed at once: for each field what it was, what they made of it, and what is typed here. */
export function Conflicts({ conflicts, theirs, onDecide, onSettled }: ConflictsProps) {
  const { t } = useTranslation("metadata-ui");
  const locale = useLocale();
  const labelOf = useLabels();
  const group = useId();
  const [decided, setDecided] = useState<Record<string, string>>({});
  const place = useRef<HTMLElement>(null);
  useEffect(() => {
    place.current?.scrollIntoView({ block: "nearest" });
    place.current?.querySelector("input")?.focus();
  }, [conflicts]);
  const by = (theirs.updated_by as { title: string | null } | null)?.title ?? t("stale.somebody");
  const note: Record<string, ReactNode> = {
    was: t("stale.was"),
    theirs: t("stale.theirs", { name: by, ago: formatAgo(String(theirs.updated_at), locale) }),
    mine: t("stale.mine"),
  };
  return (
    <section ref={place} className={styles.conflicts} aria-live="polite">
      <div>
        <h3>{t("stale.title", { name: by })}</h3>
        <p>{t("stale.text", { count: conflicts.length })}</p>
      </div>
      {conflicts.map((conflict) => (
        <fieldset key={conflict.field.name} className={styles.conflict}>
          <legend>{labelOf(conflict.field.label, conflict.field.name)}</legend>
          <div className={styles.choices}>
            {SIDES.map((side) => (
              <label key={side} className={styles.choice}>
                <input
                  type="radio"
                  name={`${group}${conflict.field.name}`}
                  checked={decided[conflict.field.name] === side}
                  onChange={() => {
                    const next = { ...decided, [conflict.field.name]: side };
                    setDecided(next);
                    onDecide(conflict, conflict[side]);
                    onSettled(conflicts.every((one) => next[one.field.name]));
                  }}
                />
                <span>
                  <span className={styles.who}>{note[side]}</span>
                  <Cell field={conflict.field} value={conflict[side]} place="page" />
                </span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
    </section>
  );
}
