import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { both, type Condition } from "@/api/condition";
import { type Field, type Model, type ObjectDefinition, useModel } from "@/api/metadata";
import { aggregateRecords, type RecordData, recordKeys } from "@/api/records";
import { formatMoney } from "@/design/format";
import { useLabels, useLocale } from "@/design/text";

import { pointsAt } from "./relations";
import styles from "./RecordPage.module.css";

interface Deals {
  object: ObjectDefinition;
  pointer: Field;
  by: Field;
  value: Field;
}

/** Records that hang on this one, go along a path and are worth something: an account's deals. */
function dealsOf(model: Model, object: ObjectDefinition): Deals | undefined {
  for (const relation of object.relations) {
    const other = relation.kind === "inverse" && relation.to !== object.name ? model.object(relation.to) : undefined;
    const pointer = other && model.field(other.name, relation.field);
    for (const view of other?.screens?.views ?? []) {
      const by = view.by ? model.field(other!.name, view.by) : undefined;
      const value = model.field(other!.name, view.sum ?? "");
      const won = by?.options?.some((option) => option.category === "won");
      if (pointer && by && won && value?.type === "money" && value.measures.includes("sum")) return { object: other!, pointer, by, value };
    }
  }
  return undefined;
}

const SHOWN = ["open", "won"] as const;

/** What somebody is worth: the sum of what is open and of what is won; each leads to those very records. */
export function Worth({ object, record }: { object: ObjectDefinition; record: RecordData }) {
  const model = useModel();
  const deals = dealsOf(model, object);
  return deals ? <WorthOf deals={deals} object={object} record={record} /> : null;
}

function WorthOf({ deals, object, record }: { deals: Deals; object: ObjectDefinition; record: RecordData }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const locale = useLocale();
  const { by, value } = deals;
  const here = pointsAt(deals.pointer, object.name, [record.id]);
  const query = { where: here, group_by: [{ field: by.name }], measures: [{ fn: "count", as: "count" }, { fn: "sum", field: value.name, as: "sum" }] };
  const { data, error } = useQuery({
    queryKey: recordKeys.aggregate(deals.object.name, query),
    queryFn: ({ signal }) => aggregateRecords<Record<string, unknown>>(deals.object.name, query, signal) as Promise<{ rows: Record<string, unknown>[]; currency?: string }>,
  });
  // Where an amount has no known rate there is no sum; no figure is better than a wrong one.
  if (error) return null;
  return SHOWN.map((category) => {
    const stages = (by.options ?? []).filter((option) => option.category === category).map((option) => option.value);
    const rows = (data?.rows ?? []).filter((row) => stages.includes(String(row[by.name])));
    const count = rows.reduce((sum, row) => sum + Number(row.count), 0);
    const amount = rows.reduce((sum, row) => sum + amountOf(row.sum), 0);
    const where = both(here, { field: by.name, op: "in", value: stages } as Condition);
    return (
      <div key={category} className={styles.figure}>
        <dt>{t(`worth.${category}`, { objects: labelOf(deals.object.label, deals.object.name) })}</dt>
        <dd>
          {!data ? (
            "…"
          ) : (
            <Link to="/objects/$object" params={{ object: deals.object.name }} search={{ view: "all", where } as never} className={styles.worth}>
              {formatMoney({ amount: String(amount), currency: data.currency ?? "CNY" }, locale, true)}
              <small>{t("worth.count", { count })}</small>
            </Link>
          )}
        </dd>
      </div>
    );
  });
}

/** Sums of money come as amounts in the workspace's currency. */
const amountOf = (sum: unknown): number => Number(typeof sum === "object" && sum !== null && "amount" in sum ? sum.amount : (sum ?? 0));
