import { useNavigate, useParams, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { Lock, SearchX } from "lucide-react";
import { Suspense, useCallback, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { type ObjectDefinition, useObject, type ViewContent } from "@/api/metadata";
import { Page } from "@/design/Page";
import { Message, Skeleton } from "@/design/States";
import { useLabels } from "@/design/text";
import type { Records } from "@/metadata-ui/useRecords";
import { useViews } from "@/metadata-ui/useViews";
import { ViewTabs } from "@/metadata-ui/ViewTabs";

import { Actions } from "./Actions";
import { CountNote } from "./CountNote";
import { KINDS } from "./kinds";
import { ListView } from "./ListView";
import styles from "./ObjectPage.module.css";
import { ALL, askedWhere, changedState, isChanged, type ListState, readState, type Search, shownContent, writeState } from "./state";
import { Toolbar } from "./Toolbar";
import { useCount } from "./useCount";

/** All records of an object: as a list, a board, a calendar, a funnel. */
export function ObjectPage() {
  const { object: name } = useParams({ strict: false });
  const object = useObject(name ?? "");
  const { t } = useTranslation("objects");
  const navigate = useNavigate();
  const home = <Button onClick={() => void navigate({ to: "/" })}>{t("missing.home")}</Button>;
  if (!object)
    return (
      <Message icon={<SearchX />} title={t("missing.title")} action={home}>
        {t("missing.text")}
      </Message>
    );
  if (!object.actions.includes("read"))
    return (
      <Message icon={<Lock />} title={t("missing.no_right")} action={home}>
        {t("missing.ask")}
      </Message>
    );
  return <ObjectScreen key={object.name} object={object} />;
}

function ObjectScreen({ object }: { object: ObjectDefinition }) {
  const labelOf = useLabels();
  const search: Search = useSearch({ strict: false });
  const state = useMemo(() => readState(search), [search]);
  const views = useViews(object);
  const view = views.views.find((one) => one.key === state.view) ?? views.views[0]!;
  const content = useMemo(() => shownContent(view.content, state), [view.content, state]);
  const where = useMemo(() => askedWhere(content.where, state.q), [content.where, state.q]);
  const change = useChange(view.content, state);
  const clear = () => change({ where: ALL, q: undefined });
  const [seen, setSeen] = useState<{ where: unknown; count: number | null }>({ where: null, count: null });
  const count = useCount(object.name, where, seen.where === where ? seen.count : null);
  const records = useRef<Records | null>(null);
  const hear = useCallback(
    (found: Records) => {
      records.current = found;
      const known = found.waiting ? null : found.store.exactCount;
      setSeen((before) => (before.where === where && before.count === known ? before : { where, count: known }));
    },
    [where],
  );
  const refresh = useCallback(() => records.current?.refresh(), []);
  if (state.view && view.key !== state.view && views.loading) return <Skeleton lines={8} />;

  const Kind = view.kind === "list" ? null : KINDS[view.kind];
  return (
    <Page
      fill
      title={labelOf(object.label, object.name)}
      note={<CountNote count={count} />}
      actions={<Actions object={object} content={content} where={where} onCreated={refresh} />}
    >
      <section className={styles.panel}>
        <ViewTabs object={object} {...views} current={view} content={content} changed={isChanged(state)} searchOf={searchOf} />
        <Toolbar object={object} kind={view.kind} content={content} state={state} onChange={change} />
        {Kind ? (
          <div className={styles.other}>
            <Suspense fallback={<Skeleton lines={8} />}>
              <Kind
                object={object}
                view={content}
                where={where}
                onClear={clear}
              />
            </Suspense>
          </div>
        ) : (
          <ListView
            object={object}
            viewKey={view.key}
            content={content}
            where={where}
            count={count}
            filtered={where !== undefined}
            onChange={change}
            onClear={clear}
            onRecords={hear}
            onRefresh={refresh}
          />
        )}
      </section>
    </Page>
  );
}

/** A tab is a link: the view, as it is kept. */
const searchOf = (view: string): Search => writeState({ view });

/** Writes changes to the address, beside what boards and calendars keep there: the list always shows what it says. */
function useChange(kept: ViewContent, state: ListState) {
  const navigate = useNavigate();
  return useCallback(
    (changes: Partial<ListState>) =>
      void navigate({ to: ".", search: ((before: object) => ({ ...before, ...writeState(changedState(kept, state, changes)) })) as never, replace: true }),
    [navigate, kept, state],
  );
}
