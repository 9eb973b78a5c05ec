import { ChevronDown, ChevronRight } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";
import { Cell } from "@/fields";

import styles from "./RecordTable.module.css";
import type { Column } from "./RecordTableColumns";
import { type MeasureChoice, measureName } from "./RecordTableGroups";
import { Measured } from "./RecordTableFoot";
import { usePathLabel } from "./FieldPickerLabels";
import type { Section } from "./useRecordsStore";

interface GroupRowProps {
  section: Section;
  index: number;
  top: number;
  width: number;
  field: Field;
  columns: Column[];
  measures: MeasureChoice;
  columnCount: number;
  onToggle: () => void;
}

/** The head of a group: its value, how many, and what they come to. */
export function GroupRow({ section, index, top, width, field, columns, measures, columnCount, onToggle }: GroupRowProps) {
  const locale = useLocale();
  const { t } = useTranslation("metadata-ui");
  return (
    <div role="row" aria-rowindex={index + 2} className={styles.group} style={{ top, width: "100%" }}>
      <div role="gridcell" aria-colspan={columnCount} className={styles.groupInner} style={{ maxWidth: width }}>
        <button type="button" className={styles.groupToggle} aria-expanded={section.open} onClick={onToggle}>
          {section.open ? <ChevronDown size={15} aria-hidden /> : <ChevronRight size={15} aria-hidden />}
          {section.value === null || section.value === undefined ? (
            <span className="muted">{t("table.no_value")}</span>
          ) : field.grains ? (
            <Month value={String(section.value)} />
          ) : (
            <Cell field={field} value={section.value} place="table" />
          )}
          <span className={styles.groupCount}>{formatNumber(section.count ?? 0, locale)}</span>
        </button>
        {columns
          .filter((column) => measures[column.path])
          .map((column) => (
            <GroupSum key={column.path} column={column} measures={measures} values={section.measures} />
          ))}
      </div>
    </div>
  );
}

function Month({ value }: { value: string }) {
  const locale = useLocale();
  const format = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" });
  return <span>{format.format(new Date(`${value.slice(0, 10)}T00:00:00Z`))}</span>;
}

function GroupSum({ column, measures, values }: { column: Column; measures: MeasureChoice; values?: Record<string, unknown> }) {
  const label = usePathLabel(column.fields);
  const { t } = useTranslation("metadata-ui");
  const fn = measures[column.path]!;
  return (
    <span className={styles.groupSum}>
      {label} {t(`table.measures.${fn}`)} <Measured field={column.field} fn={fn} value={values?.[measureName(column.path)]} />
    </span>
  );
}
