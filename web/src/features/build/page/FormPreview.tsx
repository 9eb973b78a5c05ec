import { ChevronDown, ChevronRight } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Input } from "@/fields";
import { Panel } from "@/design/Page";
import { useLabels } from "@/design/text";

import { type Part, sectionsOf, standardForm } from "../model/layout";
import { useDesignModel } from "../model/store";
import type { ObjectDef } from "../model/types";
import styles from "./Page.module.css";

/** The form as people will meet it, to be tried: what is typed here goes nowhere. */
export function FormPreview({ object, part }: { object: ObjectDef; part: Part }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const model = useDesignModel();
  const [values, setValues] = useState<Record<string, unknown>>({});
  const [closed, setClosed] = useState<ReadonlySet<number>>(() => new Set(sectionsOf(object.screens, part).flatMap((one, at) => (one.collapsed ? [at] : []))));
  const laid = sectionsOf(object.screens, part);
  const sections = laid.length ? laid : standardForm(object);
  const toggle = (at: number) => setClosed((now) => new Set(now.has(at) ? [...now].filter((one) => one !== at) : [...now, at]));
  return (
    <Panel className={styles.preview}>
      {sections.map((section, at) => (
        <section key={at} className={styles.previewSection}>
          {(section.label || sections.length > 1) && (
            <button type="button" className={styles.heading} aria-expanded={!closed.has(at)} onClick={() => toggle(at)}>
              {closed.has(at) ? <ChevronRight size={15} /> : <ChevronDown size={15} />}
              <strong>{labelOf(section.label) || t("page.section_named", { number: at + 1 })}</strong>
            </button>
          )}
          {!closed.has(at) && (
            <div className={styles.previewFields} style={{ "--columns": section.columns ?? 1 } as React.CSSProperties}>
              {section.fields.map((name) => {
                const field = model.field(object.name, name);
                if (!field) return null;
                const id = `preview-${at}-${name}`;
                return (
                  <div key={name} className={styles.previewField}>
                    <label htmlFor={id}>
                      {labelOf(field.label, field.name)}
                      {field.required === true && <em className={styles.star}> *</em>}
                    </label>
                    <Input id={id} field={field} values={values} value={values[name] ?? null} disabled={!field.writable} onChange={(value) => setValues((now) => ({ ...now, [name]: value }))} />
                    {field.help && <small className="muted">{labelOf(field.help)}</small>}
                  </div>
                );
              })}
            </div>
          )}
        </section>
      ))}
    </Panel>
  );
}
