import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { formatNumber } from "@/design/format";
import { useLocale } from "@/design/text";

import type { Column } from "./columns";
import styles from "./Kanban.module.css";
import { ColumnName } from "./names";

interface StageChooserProps {
  field: Field;
  columns: Column[];
  chosen: string;
  onChoose: (key: string) => void;
}

/** On a phone, which column is shown. */
export function StageChooser({ field, columns, chosen, onChoose }: StageChooserProps) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  return (
    <div className={styles.chooser} role="group" aria-label={t("kanban.choose")}>
      {columns.map((column) => (
        <button key={column.key} type="button" aria-pressed={column.key === chosen} className={styles.stage} onClick={() => onChoose(column.key)}>
          <ColumnName field={field} column={column} />
          <span className={styles.count}>{formatNumber(column.count, locale)}</span>
        </button>
      ))}
    </div>
  );
}
