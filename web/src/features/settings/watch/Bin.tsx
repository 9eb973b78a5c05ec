import { useInfiniteQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { App, Button, Checkbox, Select } from "antd";
import { ArchiveRestore, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type ObjectDefinition, useModel } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { queryRecords, type RecordData, recordKeys, type Reference, restoreRecord } from "@/api/records";
import { formatAgo } from "@/design/format";
import { Icon } from "@/design/Icon";
import { Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { More } from "../parts/More";
import parts from "../parts/parts.module.css";
import { Row, Sheet } from "../parts/Sheet";
import { told, useDo } from "../parts/useDo";

const PAGE = 50;

/** What has been deleted, newest first; whoever may delete may take it out again. */
export function Bin() {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const navigate = useNavigate();
  const objects = [...useModel().objects.values()].filter((one) => one.actions.includes("delete"));
  const { object: chosen } = useSearch({ strict: false }) as { object?: string };
  const object = objects.find((one) => one.name === chosen) ?? objects[0];
  return (
    <Sheet
      title={t("sections.bin")}
      note={t("bin.note")}
      actions={
        object && (
          <Select
            aria-label={t("object")}
            style={{ minWidth: 180 }}
            value={object.name}
            showSearch={{ optionFilterProp: "label" }}
            options={objects.map((one) => ({ value: one.name, label: labelOf(one.label, one.name) }))}
            onChange={(name) => void navigate({ to: "/settings/bin", search: { object: name }, replace: true })}
          />
        )
      }
    >
      {object ? (
        <Deleted key={object.name} object={object} />
      ) : (
        <Panel>
          <Message icon={<Trash2 />} title={t("bin.no_right")} />
        </Panel>
      )}
    </Sheet>
  );
}

function Deleted({ object }: { object: ObjectDefinition }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const locale = useLocale();
  const [chosen, setChosen] = useState<string[]>([]);
  const asked = { deleted: true, sort: [{ field: "updated_at", dir: "desc" as const }], limit: PAGE };
  const query = useInfiniteQuery({
    queryKey: recordKeys.list(object.name, asked),
    queryFn: ({ pageParam, signal }) => queryRecords(object.name, { ...asked, cursor: pageParam }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (page) => page.next_cursor,
  });
  const { message } = App.useApp();
  const { act, busy } = useDo(recordKeys.object(object.name));
  const records = query.data?.pages.flatMap((page) => page.records) ?? [];
  const titleOf = (record: RecordData) => {
    const title = object.title ? record[object.title] : undefined;
    return typeof title === "object" && title !== null ? ((title as Reference).title ?? record.id) : String(title ?? record.id);
  };
  /** Each by itself: what can't come back holds no other up. */
  const restore = (ids: string[]) =>
    act(async () => {
      const refused: Problem[] = [];
      for (const id of ids)
        try {
          await restoreRecord(object.name, id);
          setChosen((before) => before.filter((one) => one !== id));
        } catch (error) {
          if (!(error instanceof Problem)) throw error;
          refused.push(error);
        }
      const count = ids.length - refused.length;
      if (count) void message.success(t("bin.restored", { count }));
      if (refused[0]) void message.error(t("bin.refused", { count: refused.length, reason: refused[0].isOffline ? t("offline") : told(refused[0]) }));
    });
  return (
    <Panel
      flush
      title={labelOf(object.label, object.name)}
      actions={
        chosen.length > 0 && (
          <Button size="small" type="primary" loading={busy} onClick={() => void restore(chosen)}>
            {t("bin.restore_chosen", { count: chosen.length })}
          </Button>
        )
      }
    >
      {query.isPending && <Skeleton lines={5} />}
      {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} small />}
      {query.isSuccess && records.length === 0 && (
        <Message icon={<Trash2 />} title={t("bin.none")}>
          {t("bin.none_text")}
        </Message>
      )}
      <ul>
        {records.map((one) => (
          <Row
            key={one.id}
            lead={
              <>
                <Checkbox
                  aria-label={t("bin.choose", { name: titleOf(one) })}
                  checked={chosen.includes(one.id)}
                  onChange={(event) => setChosen(event.target.checked ? [...chosen, one.id] : chosen.filter((id) => id !== one.id))}
                />
                <span className={parts.lead}>
                  <Icon name={object.icon} />
                </span>
              </>
            }
            title={titleOf(one)}
            note={t("bin.deleted", { ago: formatAgo(String(one.updated_at), locale), name: (one.updated_by as Reference | null)?.title ?? t("system") })}
            actions={
              <Button size="small" icon={<ArchiveRestore size={14} aria-hidden />} onClick={() => void restore([one.id])}>
                {t("bin.restore")}
              </Button>
            }
          />
        ))}
      </ul>
      <More pages={query} />
    </Panel>
  );
}
