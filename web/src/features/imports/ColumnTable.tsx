import { Select } from "antd";
import { ArrowRight } from "lucide-react";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Model, ObjectDefinition } from "@/api/metadata";
import type { Problem } from "@/api/problem";
import { useLabels } from "@/design/text";

import { type Import, type Mapping, type Target, targetsFor } from "./import";
import styles from "./Imports.module.css";

interface Props {
  one: Import;
  object: ObjectDefinition;
  model: Model;
  mapping: Mapping;
  problem: Problem | null;
  onChange: (mapping: Mapping) => void;
}

const SAMPLES = 3;

/** Each column with its first values, and the field that it goes into. */
export function ColumnTable({ one, object, model, mapping, problem, onChange }: Props) {
  const { t } = useTranslation("imports");
  const labelOf = useLabels();
  const options = useMemo(() => {
    const label = (target: Target) => {
      const name = labelOf(target.field.label, target.field.name);
      if (target.by) return t("mapping.by", { field: name, by: labelOf(target.by.label, target.by.name) });
      return target.part ? `${name} · ${t(`parts.${target.part}`)}` : name;
    };
    return [
      { value: "", label: t("mapping.nowhere") },
      ...targetsFor(object, model).map((target) => ({ value: target.value, label: `${label(target)}${target.field.required === true ? " *" : ""}` })),
    ];
  }, [object, model, labelOf, t]);
  const taken = new Set(Object.values(mapping));
  return (
    <ul className={styles.columns}>
      {one.file.columns.map((column) => {
        const chosen = mapping[column.name] ?? "";
        const about = problem?.about(column.name);
        return (
          <li key={column.index} className={chosen ? undefined : styles.unused}>
            <div className={styles.column}>
              <b className="ellipsis">{column.name}</b>
              <span className="ellipsis">
                {one.file.sample
                  .map((row) => row[column.index])
                  .filter((value) => value)
                  .slice(0, SAMPLES)
                  .join(" · ") || t("mapping.empty")}
              </span>
            </div>
            <ArrowRight size={16} aria-hidden />
            <div className={styles.target}>
              <Select
                showSearch={{ optionFilterProp: "label" }}
                value={chosen}
                status={about ? "error" : undefined}
                options={options.map((option) => ({ ...option, disabled: option.value !== "" && option.value !== chosen && taken.has(option.value) }))}
                onChange={(value) => onChange({ ...mapping, [column.name]: value || null })}
                aria-label={t("mapping.target", { column: column.name })}
              />
              {about && <p className={styles.problem}>{about}</p>}
            </div>
          </li>
        );
      })}
    </ul>
  );
}
