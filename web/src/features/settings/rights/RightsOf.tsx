import { useQuery } from "@tanstack/react-query";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button, Select } from "antd";
import { CircleCheck, CircleSlash, Eye, UserRoundSearch } from "lucide-react";
import { useId, useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { type Action, useModel } from "@/api/metadata";
import { readRecord, recordKeys, type Reference } from "@/api/records";
import { useMe } from "@/api/session";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels } from "@/design/text";
import { RecordSelect } from "@/fields";

import { Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import { beginViewAs } from "../viewAs";
import { Matrix } from "./Matrix";
import styles from "./Matrix.module.css";
import { useWay } from "./useWay";
import { Way } from "./Way";
import { shown } from "./ways";

interface Summary {
  administrator: boolean;
  objects: Record<string, { actions: Partial<Record<Action, string[]>>; fields: Record<string, string> }>;
}

/** What somebody may do, why they see a record or not, and Luopan as they see it. */
export function RightsOf() {
  const { t } = useTranslation("settings");
  const navigate = useNavigate();
  const me = useMe();
  const { user } = useSearch({ strict: false }) as { user?: string };
  const person = useQuery({ queryKey: recordKeys.one("user", user ?? ""), queryFn: ({ signal }) => readRecord("user", user!, signal), enabled: !!user });
  const chosen = user ? { id: user, title: person.data ? String(person.data.name) : null } : null;
  const { act, busy } = useDo();
  return (
    <Sheet
      wide
      title={t("sections.rights")}
      note={t("rights.note")}
      actions={
        chosen &&
        chosen.id !== me.id &&
        person.data?.active === true && (
          <Button type="primary" icon={<Eye size={15} aria-hidden />} loading={busy} onClick={() => void act(() => beginViewAs(chosen.id))}>
            {t("rights.view_as")}
          </Button>
        )
      }
    >
      <div style={{ maxWidth: 360 }}>
        <RecordSelect object="user" label={t("rights.whose")} value={chosen ? [chosen] : []} onChange={([one]) => void navigate({ to: "/settings/rights", search: one ? { user: one.id } : {} })} />
      </div>
      {chosen ? (
        <>
          <Why key={chosen.id} user={chosen} />
          <Summed user={chosen.id} />
        </>
      ) : (
        <Panel>
          <Message icon={<UserRoundSearch />} title={t("rights.choose")}>
            {t("rights.choose_text")}
          </Message>
        </Panel>
      )}
    </Sheet>
  );
}

function Summed({ user }: { user: string }) {
  const { t } = useTranslation("settings");
  const query = useQuery({ queryKey: ["settings", "rights", user], queryFn: ({ signal }) => send<Summary>("GET", `/api/users/${user}/rights`, { signal }), staleTime: 0 });
  const [fields, setFields] = useState<string | null>(null);
  if (query.isPending) return <Skeleton lines={10} />;
  if (query.isError) return <ErrorState error={query.error} retry={() => void query.refetch()} />;
  const { administrator, objects } = query.data;
  if (administrator)
    return (
      <Panel>
        <Message icon={<CircleCheck />} title={t("rights.administrator")}>
          {t("rights.administrator_text")}
        </Message>
      </Panel>
    );
  const cell = (object: string, action: Action) => <Ways object={object} ways={objects[object]?.actions[action] ?? []} />;
  return (
    <>
      <Panel flush title={t("rights.may")}>
        <Matrix star={false} only cell={cell} said={(object) => object in objects} fields={(object) => Object.keys(objects[object]?.fields ?? {}).length} onFields={(object) => setFields(fields === object ? null : object)} />
      </Panel>
      <p className="muted">{t("rights.shares_too")}</p>
      {fields && <Fields object={fields} levels={objects[fields]?.fields ?? {}} />}
    </>
  );
}

/** The ways of somebody's own; what is delegated to them stands in one, single shares are said below. */
function Ways({ object, ways }: { object: string; ways: string[] }) {
  const { t } = useTranslation("settings");
  const wayOf = useWay(object);
  const { own, delegated } = shown(ways);
  if (own.length + delegated.length === 0) return <span className={styles.none}>–</span>;
  return (
    <span className={styles.ways}>
      {own.map((one) => (
        <Way key={one} how={one} object={object} />
      ))}
      {delegated.length > 0 && (
        <span title={delegated.map(wayOf).join("\n")} className={styles.inherited}>
          <Pill color="gray" dot={false}>
            {t("ways.delegated")}
          </Pill>
        </span>
      )}
    </span>
  );
}

const HUES: Record<string, string> = { hidden: "red", masked: "orange", read: "blue", write: "green" };

function Fields({ object, levels }: { object: string; levels: Record<string, string> }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const model = useModel();
  const entries = Object.entries(levels);
  return (
    <Panel title={t("levels.title", { object: labelOf(model.object(object)?.label, object) })}>
      {entries.length === 0 ? (
        <p className="muted">{t("rights.no_limits")}</p>
      ) : (
        <ul className={styles.legend}>
          {entries.map(([name, level]) => (
            <li key={name} style={{ display: "inline-flex", gap: 6, alignItems: "center" }}>
              {labelOf(model.field(object, name)?.label, name)}
              <Pill color={HUES[level.split("–")[0]!]}>{level.split("–").map((one) => t(`levels.${one}`)).join("–")}</Pill>
            </li>
          ))}
        </ul>
      )}
    </Panel>
  );
}

interface Verdict {
  visible: boolean;
  writable: boolean;
  because: { rule: string; message: string }[];
}

function Why({ user }: { user: Reference }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const id = useId();
  const objects = [...useModel().objects.values()].filter((one) => !one.system);
  const [object, setObject] = useState(objects[0]?.name);
  const [record, setRecord] = useState<Reference | null>(null);
  const query = useQuery({
    queryKey: ["settings", "why", object, record?.id, user.id],
    queryFn: ({ signal }) => send<Verdict>("GET", `/api/records/${object}/${record!.id}/why?user=${user.id}`, { signal }),
    enabled: !!record,
    staleTime: 0,
  });
  return (
    <Panel title={t("rights.why")}>
      <div className={styles.pick}>
        <Select
          aria-label={t("object")}
          value={object}
          showSearch={{ optionFilterProp: "label" }}
          options={objects.map((one) => ({ value: one.name, label: labelOf(one.label, one.name) }))}
          onChange={(next) => {
            setObject(next);
            setRecord(null);
          }}
        />
        <RecordSelect key={object} id={id} object={object} label={t("rights.which")} value={record ? [record] : []} onChange={([one]) => setRecord(one ?? null)} />
      </div>
      {!record && <p className="muted">{t("rights.why_text")}</p>}
      {record && query.isPending && <Skeleton lines={2} />}
      {query.isError && <ErrorState error={query.error} small />}
      {query.data && (
        <div className={`${styles.verdict} ${query.data.visible ? "" : styles.no}`} role="status">
          {query.data.visible ? <CircleCheck size={20} aria-hidden /> : <CircleSlash size={20} aria-hidden />}
          <b>{t(query.data.visible ? (query.data.writable ? "rights.writes" : "rights.reads") : "rights.neither", { name: user.title, record: record!.title })}</b>
          <ul style={{ gridColumn: 2 }}>
            {query.data.because.map((one, at) => (
              <li key={at}>{one.message}</li>
            ))}
          </ul>
        </div>
      )}
    </Panel>
  );
}
