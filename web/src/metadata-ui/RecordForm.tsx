import { Alert } from "antd";
import { ChevronRight } from "lucide-react";
import { type CSSProperties, useEffect, useId, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition, Section } from "@/api/metadata";
import type { Problem } from "@/api/problem";
import { useMe } from "@/api/session";
import { useLabels } from "@/design/text";

import type { Circumstances } from "./evaluate";
import { InBetween } from "./InBetween";
import styles from "./RecordForm.module.css";
import { RecordFormField } from "./RecordFormField";
import { isShown, sectionsOf, standingOf } from "./RecordFormLayout";

export interface RecordFormProps {
  object: ObjectDefinition;
  /** As they are read, or typed. */
  values: Readonly<Record<string, unknown>>;
  /** As they were read; nothing of a new record. */
  before?: Readonly<Record<string, unknown>>;
  onChange: (name: string, value: unknown) => void;
  /** Only these fields, in this order. */
  only?: string[];
  /** What the server says of the last try: shown at the fields that it is about, else on top. */
  problem?: Problem | null;
  disabled?: boolean;
  /** The first field takes the focus. */
  autoFocus?: boolean;
}

/** What the conditions of an object's fields look at. */
export function useCircumstances(object: ObjectDefinition, values: Readonly<Record<string, unknown>>): Circumstances {
  const me = useMe();
  return useMemo(
    () => ({
      fields: new Map(object.fields.map((field) => [field.name, field])),
      values,
      me: me.id,
      zone: me.workspace.zone,
      currency: me.workspace.currency,
      now: new Date(),
    }),
    [object, values, me],
  );
}

/** The fields of a record to be filled in, laid out as the object's screens say. */
export function RecordForm({ object, values, before, onChange, only, problem, disabled, autoFocus }: RecordFormProps) {
  const { t } = useTranslation("metadata-ui");
  const about = useCircumstances(object, values);
  const sections = useMemo(() => sectionsOf(object, only), [object, only]);
  const form = useRef<HTMLDivElement>(null);
  const shown = sections.filter((section) => isShown(section, about));
  const visible = new Set(shown.flatMap((section) => section.fields.filter((name) => standingOf(about.fields.get(name)!, about).visible)));
  const failed = problem && (problem.isOffline ? t("form.offline") : problem.message || t("form.failed"));
  const elsewhere = problem ? unplaced(problem, failed!, visible) : [];

  useEffect(() => {
    if (!problem) return;
    const first = form.current?.querySelector<HTMLElement>("[data-invalid]") ?? form.current;
    first?.scrollIntoView({ block: "center" });
    (first?.querySelector<HTMLElement>("input, textarea, button, [contenteditable], [tabindex]") ?? first)?.focus();
  }, [problem]);

  return (
    <InBetween>
      <div ref={form} className={styles.form} tabIndex={-1}>
        {elsewhere.length > 0 && (
          <Alert type="error" showIcon title={elsewhere[0]} description={elsewhere.length > 1 ? elsewhere.slice(1).map((text) => <div key={text}>{text}</div>) : undefined} />
        )}
        {shown.map((section, at) => (
          <FormSection key={at} section={section} about={about} before={before} problem={problem} disabled={disabled} autoFocus={autoFocus && at === 0} onChange={onChange} />
        ))}
      </div>
    </InBetween>
  );
}

/** Sentences about no field that is on the screen. */
function unplaced(problem: Problem, sentence: string, visible: ReadonlySet<string>): string[] {
  if (problem.errors.length === 0) return [sentence];
  return problem.errors.filter((one) => !one.field || !visible.has(one.field.split(".")[0]!)).map((one) => one.message);
}

interface SectionProps extends Pick<RecordFormProps, "before" | "problem" | "disabled" | "autoFocus" | "onChange"> {
  section: Section;
  about: Circumstances;
}

function FormSection({ section, about, before, problem, disabled, autoFocus, onChange }: SectionProps) {
  const { t } = useTranslation("metadata-ui");
  const labelOf = useLabels();
  const prefix = useId();
  const [opened, setOpened] = useState(!section.collapsed);
  const wrong = section.fields.some((name) => problem?.about(name));
  const open = opened || wrong;
  const fields = section.fields.flatMap((name) => {
    const field = about.fields.get(name)!;
    const standing = standingOf(field, about);
    return standing.visible ? [{ field, standing }] : [];
  });
  const first = fields.find((one) => !one.standing.readonly)?.field.name;
  const label = labelOf(section.label);
  if (fields.length === 0) return null;
  return (
    <section className={styles.section}>
      {section.collapsed ? (
        <button type="button" className={`${styles.head} ${open ? styles.open : ""}`} aria-expanded={open} onClick={() => setOpened(!open)}>
          <ChevronRight size={16} aria-hidden />
          {label || t("form.more")}
        </button>
      ) : (
        label && <h3 className={styles.head}>{label}</h3>
      )}
      {open && (
        <div className={styles.fields} style={{ "--columns": section.columns ?? 1 } as CSSProperties}>
          {fields.map(({ field, standing }) => (
            <RecordFormField
              key={field.name}
              field={field}
              id={`${prefix}${field.name}`}
              value={about.values[field.name]}
              before={before?.[field.name]}
              values={about.values}
              standing={standing}
              error={problem?.about(field.name)}
              autoFocus={Boolean(autoFocus) && field.name === first}
              disabled={disabled}
              onChange={onChange}
            />
          ))}
        </div>
      )}
    </section>
  );
}
