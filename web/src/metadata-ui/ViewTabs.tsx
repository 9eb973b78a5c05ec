/** Views of an object as tabs, and what one can do with them: keep changes, keep them as another view, share, drop. */
import { Link, useNavigate } from "@tanstack/react-router";
import { App, Button, Dropdown, Input, type MenuProps, Modal, Switch, Tooltip } from "antd";
import { CalendarDays, Columns3, Ellipsis, Filter, List, Users } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition, ViewContent, ViewKind } from "@/api/metadata";
import { useSentence } from "@/design/sentence";

import { useViewWrites, type View, type Views } from "./useViews";
import styles from "./ViewTabs.module.css";

const ICONS: Record<ViewKind, typeof List> = { list: List, kanban: Columns3, calendar: CalendarDays, funnel: Filter };

interface ViewTabsProps extends Views {
  object: ObjectDefinition;
  current: View;
  /** What is shown, unsaved changes included. */
  content: ViewContent;
  changed: boolean;
  /** The address of a view, as it is kept. */
  searchOf: (view: string) => Record<string, unknown>;
}

export function ViewTabs(props: ViewTabsProps) {
  const { views, current, changed, keeps, searchOf } = props;
  const { t } = useTranslation("metadata-ui");
  const tabs = useRef<HTMLElement>(null);
  useEffect(() => {
    tabs.current?.querySelector("[aria-current]")?.scrollIntoView({ block: "nearest", inline: "nearest" });
  }, [current.key]);
  return (
    <div className={styles.bar}>
      <nav className={styles.tabs} aria-label={t("views.label")} ref={tabs}>
        {views.map((view) => {
          const Icon = ICONS[view.kind];
          const here = view.key === current.key;
          return (
            <Link
              key={view.key}
              to="."
              search={() => searchOf(view.key) as never}
              className={`${styles.tab} ${here ? styles.current : ""}`}
              aria-current={here ? "page" : undefined}
            >
              <Icon size={14} aria-hidden />
              {view.label}
              {view.source === "shared" && (
                <Tooltip title={t("views.by", { name: view.owner?.title ?? "" })}>
                  <Users size={13} aria-label={t("views.by", { name: view.owner?.title ?? "" })} />
                </Tooltip>
              )}
              {here && changed && <span className={styles.dot} role="img" aria-label={t("views.changed")} title={t("views.changed")} />}
            </Link>
          );
        })}
      </nav>
      {(keeps || changed) && <Tools {...props} />}
    </div>
  );
}

interface Naming {
  title: string;
  name: string;
  shared: boolean;
  save: (name: string, shared: boolean) => Promise<void>;
}

/** Keeps and drops; what can be done depends on whose view it is. */
function Tools({ object, current, content, changed, keeps, searchOf, views }: ViewTabsProps) {
  const { t } = useTranslation("metadata-ui");
  const { message, modal } = App.useApp();
  const sentenceOf = useSentence();
  const navigate = useNavigate();
  const { add, change, drop } = useViewWrites(object.name);
  const [naming, setNaming] = useState<Naming | null>(null);
  const mine = current.source === "mine";
  const go = (view: string) => void navigate({ to: ".", search: () => searchOf(view) as never, replace: true });
  const told = (act: Promise<unknown>, done: string) =>
    act.then(
      () => void message.success(done),
      (error) => void message.error(sentenceOf(error)),
    );
  const save = () => told(change.mutateAsync({ id: current.key, content }).then(() => go(current.key)), t("views.saved"));
  const saveAs = () =>
    setNaming({
      title: t("views.save_as"),
      name: t("views.copy_of", { name: current.label }),
      shared: false,
      save: async (name, shared) => go((await add.mutateAsync({ name, kind: current.kind, content, shared })).id),
    });
  const rename = () =>
    setNaming({
      title: t("views.rename"),
      name: current.label,
      shared: current.shared,
      save: async (name, shared) => void (await change.mutateAsync({ id: current.key, name, shared })),
    });
  const remove = () =>
    modal.confirm({
      title: t("views.drop_title", { name: current.label }),
      content: current.shared ? t("views.drop_shared") : t("views.drop_text"),
      okText: t("views.drop"),
      okButtonProps: { danger: true },
      onOk: () => told(drop.mutateAsync(current.key).then(() => go(views[0]!.key)), t("views.dropped")),
    });
  const items: MenuProps["items"] = [
    ...(mine && changed ? [{ key: "save", label: t("views.save"), onClick: () => void save() }] : []),
    { key: "save_as", label: t("views.save_as"), onClick: saveAs },
    ...(mine
      ? [
          { key: "rename", label: t("views.rename"), onClick: rename },
          {
            key: "share",
            label: current.shared ? t("views.unshare") : t("views.share"),
            onClick: () =>
              void told(change.mutateAsync({ id: current.key, shared: !current.shared }), current.shared ? t("views.unshared") : t("views.shared")),
          },
        ]
      : []),
    ...(changed ? [{ key: "reset", label: t("views.reset"), onClick: () => go(current.key) }] : []),
    ...(mine ? [{ type: "divider" as const }, { key: "drop", label: t("views.drop"), danger: true, onClick: remove }] : []),
  ];
  return (
    <div className={styles.tools}>
      {changed && (
        <Button size="small" type="text" onClick={() => go(current.key)}>
          {t("views.reset")}
        </Button>
      )}
      {changed && keeps && (
        <Button size="small" onClick={() => (mine ? void save() : saveAs())}>
          {mine ? t("views.save") : t("views.save_as")}
        </Button>
      )}
      {keeps && (
        <Dropdown trigger={["click"]} menu={{ items }} placement="bottomRight">
          <Button size="small" type="text" icon={<Ellipsis size={16} />} aria-label={t("views.menu", { name: current.label })} />
        </Dropdown>
      )}
      {naming && <NameDialog {...naming} onClose={() => setNaming(null)} />}
    </div>
  );
}

function NameDialog({ title, name, shared, save, onClose }: Naming & { onClose: () => void }) {
  const { t } = useTranslation("metadata-ui");
  const [text, setText] = useState(name);
  const sentenceOf = useSentence();
  const [open, setOpen] = useState(shared);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string>();
  const submit = async () => {
    if (!text.trim()) return;
    setBusy(true);
    try {
      await save(text.trim(), open);
      onClose();
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };
  return (
    <Modal open title={title} onCancel={onClose} onOk={() => void submit()} okText={t("views.ok")} okButtonProps={{ disabled: !text.trim(), loading: busy }} width={420}>
      <div className={styles.naming}>
        <Input
          autoFocus
          value={text}
          maxLength={100}
          aria-label={t("views.name")}
          status={problem ? "error" : undefined}
          onFocus={(event) => event.target.select()}
          onChange={(event) => setText(event.target.value)}
          onPressEnter={() => void submit()}
        />
        {problem && <p role="alert" className={styles.problem}>{problem}</p>}
        <label>
          <Switch size="small" checked={open} onChange={setOpen} /> {t("views.share_hint")}
        </label>
      </div>
    </Modal>
  );
}
