import { Button, Select, Tooltip } from "antd";
import { Equal } from "lucide-react";
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import type { Operand } from "@/api/condition";
import { type Field, useModel } from "@/api/metadata";
import { Filter } from "@/fields";

import { useVocabulary } from "./ConditionText";
import { operatorWord } from "./ConditionTextWords";
import { FieldPicker } from "./FieldPicker";
import styles from "./FilterBuilder.module.css";
import { type FieldDraft, operatorFor, takesOperand } from "./FilterBuilderDraft";
import { fieldsOf } from "./RecordTableColumns";

/** The operators of the field at the end of a path. */
export function useOperators(object: string): (path: string) => readonly string[] {
  const model = useModel();
  return useCallback((path) => fieldsOf(model, object, path)?.at(-1)?.operators ?? [], [model, object]);
}

const COMPARES = new Set(["eq", "ne", "lt", "lte", "gt", "gte"]);
const isPath = (value: Operand | undefined): value is { path: string } =>
  typeof value === "object" && value !== null && !Array.isArray(value) && "path" in value;

/** One comparison: a field, an operator, what it is compared with. */
export function FieldRow({ object, part, onChange }: { object: string; part: FieldDraft; onChange: (next: FieldDraft) => void }) {
  const model = useModel();
  const { t } = useTranslation("metadata-ui");
  const vocabulary = useVocabulary();
  const operators = useOperators(object);
  const field = part.path ? fieldsOf(model, object, part.path)?.at(-1) : undefined;
  const pick = (path: string) => {
    const before = field?.type;
    const next = fieldsOf(model, object, path)?.at(-1);
    const op = operatorFor(operators(path), before === next?.type ? part.op : undefined);
    onChange({ ...part, path, op, value: undefined });
  };
  return (
    <div className={styles.comparison}>
      <div className={styles.field}>
        <FieldPicker object={object} value={part.path} onChange={pick} defaultOpen={false} />
      </div>
      {field && (
        <Select
          className={styles.op}
          value={part.op}
          aria-label={t("filter.operator")}
          popupMatchSelectWidth={false}
          options={field.operators.map((op) => ({ value: op, label: operatorWord(field, op, vocabulary) }))}
          onChange={(op) => onChange({ ...part, op, value: alike(field, part, op) ? part.value : undefined })}
        />
      )}
      {field && part.op && takesOperand(part.op) && (
        <div className={styles.operand}>
          {isPath(part.value) ? (
            <FieldPicker
              object={object}
              value={part.value.path || undefined}
              accepts={(one) => one.type === field.type && one.operators.length > 0}
              onChange={(path) => onChange({ ...part, value: { path } })}
            />
          ) : (
            <Filter key={`${part.path}-${family(part.op)}-${EDGES[part.op]}`} field={field} op={part.op} value={part.value} onChange={(value) => onChange({ ...part, value })} />
          )}
          {COMPARES.has(part.op) && <WithField field={field} value={part.value} onChange={(value) => onChange({ ...part, value })} />}
        </div>
      )}
    </div>
  );
}

/** Compares with another field of the record instead of a value. */
function WithField({ field, value, onChange }: { field: Field; value: Operand | undefined; onChange: (value: Operand | undefined) => void }) {
  const { t } = useTranslation("metadata-ui");
  const on = isPath(value);
  if (field.part) return null;
  return (
    <Tooltip title={on ? t("filter.with_value") : t("filter.with_field")}>
      <Button
        type="text"
        size="small"
        aria-pressed={on}
        aria-label={on ? t("filter.with_value") : t("filter.with_field")}
        icon={<Equal size={14} />}
        className={on ? styles.pressed : undefined}
        onClick={() => onChange(on ? undefined : { path: "" })}
      />
    </Tooltip>
  );
}

const FAMILIES: Record<string, string> = { in: "many", not_in: "many", has_any: "many", has_all: "many", has_none: "many", between: "range", not_between: "range", within: "place" };
const family = (op: string): string => FAMILIES[op] ?? "one";

/** Of a day or a month these take the first moment, or the last one. */
const EDGES: Record<string, string> = { lt: "start", gte: "start", lte: "end", gt: "end" };

/** What the condition is compared with fits the other operator as well, and means the same there. */
function alike(field: Field, { op, value }: FieldDraft, other: string): boolean {
  const moment = field.type === "datetime" || (field.type === "date" && typeof value === "object");
  return op !== undefined && family(op) === family(other) && (!moment || EDGES[op] === EDGES[other]);
}
