import { Button, Dropdown, Tooltip } from "antd";
import { CalendarDays, CircleAlert, Filter, Kanban, List, Plus, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { PublishedView, ViewKind } from "@/api/metadata";
import { Pill } from "@/design/Pill";
import { Message } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { setScreens } from "../model/edit";
import { edit } from "../model/store";
import type { ObjectDef } from "../model/types";
import { newView, viewsOf } from "../model/views";
import { Frame } from "../parts/Frame";
import { useSelected } from "../parts/go";
import { SortableList } from "../parts/SortableList";
import { useProblems } from "../publish/problems";
import { ViewProperties } from "./ViewProperties";
import styles from "./Views.module.css";

const KINDS: { kind: ViewKind; icon: ReactNode }[] = [
  { kind: "list", icon: <List size={16} /> },
  { kind: "kanban", icon: <Kanban size={16} /> },
  { kind: "calendar", icon: <CalendarDays size={16} /> },
  { kind: "funnel", icon: <Filter size={16} /> },
];

/** The views of the list page, in the order of its tabs. */
export function ViewsTab({ object }: { object: ObjectDef }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const locale = useLocale();
  const [selected, select] = useSelected("view");
  const problems = useProblems(object.id);
  const views = viewsOf(object);
  const view = views.find((one) => one.name === selected);
  const put = (how: (views: PublishedView[]) => PublishedView[], tag = "") =>
    edit((design) => setScreens(design, object.id, (screens) => ({ ...screens, views: how(screens.views ?? []) })), tag);
  const add = (kind: ViewKind) => {
    const made = newView(object, kind, { [locale]: t(`views.kinds.${kind}`) });
    if (!made) return;
    put((now) => [...now, made]);
    select(made.name);
  };
  const menu = {
    items: KINDS.map(({ kind, icon }) => {
      const possible = newView(object, kind, {}) !== null;
      return {
        key: kind,
        icon,
        disabled: !possible,
        label: (
          <span className={styles.kind}>
            <strong>{t(`views.kinds.${kind}`)}</strong>
            <small>{possible ? t(`views.kind_text.${kind}`) : t(kind === "calendar" ? "views.needs_date" : "views.needs_select")}</small>
          </span>
        ),
        onClick: () => add(kind),
      };
    }),
  };
  const button = (
    <Dropdown menu={menu} trigger={["click"]} disabled={!object.open}>
      <Button type="primary" icon={<Plus size={16} />}>
        {t("views.new")}
      </Button>
    </Dropdown>
  );
  return (
    <Frame
      propertiesName={t("properties")}
      selected={view !== undefined}
      onDeselect={() => select(null)}
      properties={
        view ? (
          <ViewProperties
            key={view.name}
            object={object}
            view={view}
            onChange={(next, tag) => {
              put((now) => now.map((one) => (one.name === view.name ? next : one)), tag && `${view.name}.${tag}`);
              if (next.name !== view.name) select(next.name);
            }}
          />
        ) : (
          <p className={styles.teach}>{t("views.teach")}</p>
        )
      }
    >
      <div className={styles.column}>
        {views.length === 0 ? (
          <Message icon={<List />} title={t("views.none")} action={button}>
            {t("views.teach")}
          </Message>
        ) : (
          <>
            <header className={styles.head}>
              <h2>{t("views.title")}</h2>
              {button}
            </header>
            <SortableList cards items={views} idOf={(one) => one.name} nameOf={(one) => labelOf(one.label, one.name)} onMove={(next) => put(() => next)}>
              {(one, at) => {
                const wrong = problems.parts.get(`views:${one.name}`);
                return (
                  <span className={styles.view}>
                    <button type="button" aria-pressed={one.name === selected} onClick={() => select(one.name)}>
                      {KINDS.find(({ kind }) => kind === one.kind)?.icon}
                      <strong>{labelOf(one.label, one.name)}</strong>
                      <span className="muted">{t(`views.kinds.${one.kind}`)}</span>
                      {at === 0 && <Pill color="teal">{t("views.default")}</Pill>}
                      {wrong && (
                        <span className={styles.wrong}>
                          <CircleAlert size={14} /> {wrong.join(" ")}
                        </span>
                      )}
                    </button>
                    <Tooltip title={t("remove")}>
                      <Button type="text" aria-label={`${t("remove")}: ${labelOf(one.label, one.name)}`} icon={<Trash2 size={15} />} disabled={!object.open} onClick={() => put((now) => now.filter((other) => other.name !== one.name))} />
                    </Tooltip>
                  </span>
                );
              }}
            </SortableList>
          </>
        )}
      </div>
    </Frame>
  );
}
