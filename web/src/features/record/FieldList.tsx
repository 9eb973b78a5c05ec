import { ChevronRight } from "lucide-react";
import { type CSSProperties, useId, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field, Section } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { InBetween } from "@/metadata-ui/InBetween";
import { useCircumstances } from "@/metadata-ui/RecordForm";
import { isShown, standingOf } from "@/metadata-ui/RecordFormLayout";

import type { About } from "./about";
import styles from "./FieldList.module.css";
import { FieldValue } from "./FieldValue";
import { isLong } from "./layout";

/** The fields of a record, section by section; each is edited where it stands. */
export function FieldList({ sections, ...about }: About & { sections: Section[] }) {
  const circumstances = useCircumstances(about.object, about.record);
  return (
    <InBetween>
      <div className={styles.list}>
        {sections.map((section, at) => {
          const fields = section.fields.flatMap((name) => {
            const field = circumstances.fields.get(name);
            const standing = field && standingOf(field, circumstances);
            return field && standing?.visible ? [{ field, readonly: standing.readonly }] : [];
          });
          return fields.length > 0 && isShown(section, circumstances) && <SectionPart key={at} about={about} section={section} fields={fields} />;
        })}
      </div>
    </InBetween>
  );
}

function SectionPart({ about, section, fields }: { about: About; section: Section; fields: { field: Field; readonly: boolean }[] }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const id = useId();
  const [open, setOpen] = useState(!section.collapsed);
  const label = labelOf(section.label);
  return (
    <section className={styles.section} aria-labelledby={label ? id : undefined}>
      {section.collapsed ? (
        <button type="button" id={id} className={`${styles.fold} ${open ? styles.open : ""}`} aria-expanded={open} onClick={() => setOpen(!open)}>
          <ChevronRight size={16} aria-hidden />
          {label || t("fields.more")}
        </button>
      ) : (
        label && <h3 id={id}>{label}</h3>
      )}
      {open && (
        <dl className={styles.fields} style={{ "--columns": section.columns ?? 1 } as CSSProperties}>
          {fields.map(({ field, readonly }) => (
            <div key={field.name} className={`${styles.field} ${isLong(field) ? styles.long : ""}`}>
              <dt>
                <label id={`${id}${field.name}`} htmlFor={`${id}${field.name}-input`}>
                  {labelOf(field.label, field.name)}
                </label>
              </dt>
              <dd>
                <FieldValue about={about} field={field} readonly={readonly || !about.writable} id={`${id}${field.name}`} />
              </dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
