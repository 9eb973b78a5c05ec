import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import { type Field, type Model, type ObjectDefinition, type Relation, type Sort, useModel } from "@/api/metadata";
import { queryRecords, type RecordData, recordKeys } from "@/api/records";
import { formatNumber } from "@/design/format";
import { Icon } from "@/design/Icon";
import { ErrorState, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";
import { Cell } from "@/fields";
import { openDrawer } from "@/metadata-ui/drawer";

import type { About } from "./about";
import { presetOf, relatedWhere, tellingFields, titleOf } from "./relations";
import styles from "./RelatedList.module.css";

const ROWS = 5;
const TELLING = 4;

/** Records that hang on this one by a relation: how many, the first of them, a new one, all of them. */
export function RelatedList({ relation, ...about }: About & { relation: Relation }) {
  const model = useModel();
  const other = model.object(relation.to);
  const where = other?.actions.includes("read") ? relatedWhere(model, about.object, relation, about.record) : undefined;
  return other && where ? <ListOf about={about} relation={relation} other={other} where={where} /> : null;
}

/** The newest, or as the object's own lists are sorted. */
function sortOf(other: ObjectDefinition): Sort[] {
  const moment = other.screens?.timeline;
  if (moment) return [{ field: moment, dir: "desc" }];
  return [{ field: "created_at", dir: "desc" }];
}

/** Two relations to the same object are told apart by the field that makes them. */
function useListLabel(model: Model, object: ObjectDefinition, relation: Relation, other: ObjectDefinition): string {
  const labelOf = useLabels();
  const { t } = useTranslation("record");
  const name = labelOf(other.label, other.name);
  const alike = other.name === object.name || object.relations.filter((one) => one.to === relation.to).length > 1;
  const field = model.field(relation.kind === "link" ? object.name : other.name, relation.field);
  return alike && field ? t("related.by", { objects: name, field: labelOf(field.label, field.name) }) : name;
}

function ListOf({ about, relation, other, where }: { about: About; relation: Relation; other: ObjectDefinition; where: Condition }) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  const model = useModel();
  const label = useListLabel(model, about.object, relation, other);
  const fields = tellingFields(model, other, [relation.field], TELLING);
  const select = [...new Set(["id", ...(other.title ? [other.title] : []), ...fields.map((field) => field.name)])];
  const query = { where, select, sort: sortOf(other), limit: ROWS, count: "exact" as const };
  const { data, error, refetch } = useQuery({ queryKey: recordKeys.list(other.name, query), queryFn: ({ signal }) => queryRecords(other.name, query, signal) });
  const all = { to: "/objects/$object", params: { object: other.name }, search: { where } as never } as const;
  return (
    <section className={styles.related} aria-label={label}>
      <header>
        <Icon name={other.icon} />
        <h3>{label}</h3>
        {data?.count != null && (
          <Link {...all} className={styles.count} aria-label={t("related.all", { count: data.count, objects: label })}>
            {formatNumber(data.count, locale)}
          </Link>
        )}
        <span className={styles.space} />
        <AddButton about={about} relation={relation} other={other} label={label} />
      </header>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} small />
      ) : !data ? (
        <Skeleton lines={3} />
      ) : data.records.length === 0 ? (
        <p className={styles.none}>{t("related.none", { objects: label })}</p>
      ) : (
        <Rows records={data.records} other={other} fields={fields} />
      )}
      {data && (data.count ?? 0) > ROWS && (
        <Link {...all} className={styles.all}>
          {t("related.show_all", { count: data.count ?? 0 })}
        </Link>
      )}
    </section>
  );
}

function AddButton({ about, relation, other, label }: { about: About; relation: Relation; other: ObjectDefinition; label: string }) {
  const { t } = useTranslation("record");
  const model = useModel();
  const { object, record, deleted, writable } = about;
  const link = relation.kind === "link";
  const field = model.field(link ? object.name : other.name, relation.field);
  const may = !deleted && field?.writable && (link ? writable : other.actions.includes("create"));
  if (!may) return null;
  const add = () => openDrawer(link ? { object: object.name, id: record.id, only: [field.name] } : { object: other.name, values: presetOf(field, object, record) });
  return (
    <Button size="small" icon={<Plus size={14} aria-hidden />} onClick={add} aria-label={t(link ? "related.choose_of" : "related.add_to", { objects: label })}>
      {t(link ? "related.choose" : "related.add")}
    </Button>
  );
}

function Rows({ records, other, fields }: { records: RecordData[]; other: ObjectDefinition; fields: Field[] }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  return (
    <div className={styles.scroll}>
      <table className={styles.table}>
        <thead>
          <tr>
            <th scope="col">{labelOf(other.fields.find((field) => field.name === other.title)?.label, labelOf(other.label))}</th>
            {fields.map((field) => (
              <th key={field.name} scope="col">
                {labelOf(field.label, field.name)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {records.map((record) => (
            <tr key={record.id}>
              <th scope="row">
                <Link to="/objects/$object/$id" params={{ object: other.name, id: record.id }}>
                  {titleOf(other, record) || t("untitled")}
                </Link>
              </th>
              {fields.map((field) => (
                <td key={field.name} data-label={labelOf(field.label, field.name)}>
                  <Cell field={field} value={record[field.name]} record={record} place="table" />
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
