import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { Button, Checkbox } from "antd";
import { CircleCheck, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { type ObjectDefinition, useModel, useObject } from "@/api/metadata";
import { queryRecords, type RecordData, recordKeys } from "@/api/records";
import { writeSort } from "@/api/sort";
import { formatDate } from "@/design/format";
import { Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";
import { Cell } from "@/fields";
import { openDrawer } from "@/metadata-ui/drawer";
import { useTick } from "@/metadata-ui/useTick";
import { useToday } from "@/metadata-ui/useToday";

import styles from "./Home.module.css";
import { columnsOf, doneOf, type ListPanelContent } from "./panels";

const ROWS = 7;

/** The first records of a list, with a box to tick where that means something. */
export function ListPanel({ panel }: { panel: ListPanelContent }) {
  const object = useObject(panel.object);
  return object ? <ListOf panel={panel} object={object} /> : null;
}

function ListOf({ panel, object }: { panel: ListPanelContent; object: ObjectDefinition }) {
  const { t } = useTranslation("home");
  const labelOf = useLabels();
  const finished = doneOf(object.name, useModel());
  const select = ["id", "version", object.title ?? "id", ...(panel.columns ?? []), ...(finished ? [finished.field] : [])];
  const query = { where: panel.where, sort: panel.sort, select: [...new Set(select)], limit: ROWS, count: "exact" as const };
  const { data, error, refetch } = useQuery({
    queryKey: recordKeys.list(object.name, query),
    queryFn: ({ signal }) => queryRecords(object.name, query, signal),
  });
  const all = { to: `/objects/${object.name}`, search: { where: panel.where, sort: panel.sort && writeSort(panel.sort) } };
  return (
    <Panel
      title={labelOf(panel.label, labelOf(object.label, object.name))}
      flush
      actions={
        object.actions.includes("create") && (
          <Button
            type="text"
            size="small"
            icon={<Plus size={16} aria-hidden />}
            aria-label={t("new", { what: labelOf(object.label) })}
            onClick={() => openDrawer({ object: object.name })}
          />
        )
      }
    >
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} small />
      ) : !data ? (
        <Skeleton lines={6} />
      ) : data.records.length === 0 ? (
        <Message icon={<CircleCheck />} title={t("none")} small>
          {t("none_text")}
        </Message>
      ) : (
        <>
          <ul>
            {data.records.map((record) => (
              <li key={record.id}>
                <Row record={record} panel={panel} object={object} />
              </li>
            ))}
          </ul>
          <p className={styles.foot}>
            <Link {...all}>{t("all", { count: data.count ?? 0 })}</Link>
          </p>
        </>
      )}
    </Panel>
  );
}

function Row({ record, panel, object }: { record: RecordData; panel: ListPanelContent; object: ObjectDefinition }) {
  const { today } = useToday();
  const model = useModel();
  const { beside, due } = columnsOf(panel, object.title, model);
  const finished = doneOf(object.name, model);
  const locale = useLocale();
  const title = String(record[object.title ?? "id"] ?? "");
  const until = due ? (record[due.name] as string | null) : null;
  return (
    <div className={styles.row}>
      {finished && object.actions.includes("update") && <Tick object={object} record={record} title={title} {...finished} />}
      <Link to={`/objects/${object.name}/${record.id}`}>
        <span className="ellipsis">{title}</span>
        <small className="ellipsis">
          {beside.map(
            (field) => record[field.name] != null && <Cell key={field.name} field={field} value={record[field.name]} record={record} place="text" />,
          )}
        </small>
      </Link>
      {until && (
        <time dateTime={until} className={until.slice(0, 10) < today ? styles.late : undefined}>
          {formatDate(until, locale)}
        </time>
      )}
    </div>
  );
}

function Tick({ object, record, title, field, value }: { object: ObjectDefinition; record: RecordData; title: string; field: string; value: string }) {
  const { t } = useTranslation("home");
  const { done, tick } = useTick(object, record, field, value, t("finished", { what: title }));
  return <Checkbox checked={done} disabled={done} onChange={() => void tick()} aria-label={t("finish", { what: title })} />;
}
