import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { Cell } from "@/fields";
import { titleText } from "@/metadata-ui/RecordTableRow";

import type { Column } from "./columns";

/** What a column is called, as a sentence needs it. */
export function useColumnName(): (column: Column) => string {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  return (column) => (column.key === "" ? t("kanban.unset") : column.option ? labelOf(column.option.label, column.key) : titleText(column.value));
}

/** What a column is called, as its head shows it. */
export function ColumnName({ field, column }: { field: Field; column: Column }) {
  const { t } = useTranslation("objects");
  return column.key === "" ? <span>{t("kanban.unset")}</span> : <Cell field={field} value={column.value} place="table" />;
}
