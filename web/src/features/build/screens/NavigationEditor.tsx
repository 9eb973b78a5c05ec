import { closestCenter, type CollisionDetection, DndContext, type DragEndEvent, pointerWithin } from "@dnd-kit/core";
import { Button, Select } from "antd";
import { LayoutPanelLeft, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { Icon } from "@/design/Icon";
import { Page, Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { freeName } from "../model/names";
import { useDragSensors } from "../parts/SortableList";
import { carry, type NavigationContent, type NavigationGroup, type NavigationItem, placeOf, withItem } from "./navigation";
import styles from "./Navigation.module.css";
import { NavigationGroupCard } from "./NavigationGroupCard";
import { NewerVersion, Refusal, SaveButtons } from "./SaveBar";
import { useScreen } from "./useScreen";

const SCREENS = ["home", "imports", "build", "settings"];
const collide: CollisionDetection = (args) => {
  const within = pointerWithin(args);
  const items = within.filter(({ id }) => !String(id).startsWith("group:"));
  return items.length ? items : within.length ? within : closestCenter(args);
};

/** What has no entry yet: a click puts it into the chosen group. */
function Missing({ groups, onAdd }: { groups: NavigationGroup[]; onAdd: (group: number, item: NavigationItem) => void }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const model = useModel();
  const [chosen, setChosen] = useState(0);
  const into = Math.min(chosen, groups.length - 1);
  const placed = new Set(groups.flatMap((group) => group.items.map((item) => item.object ?? `screen:${item.screen}`)));
  const objects = [...model.objects.values()].filter((object) => !object.system && !placed.has(object.name));
  const screens = SCREENS.filter((name) => !placed.has(`screen:${name}`));
  const button = (key: string, icon: string, label: string, item: NavigationItem) => (
    <button key={key} type="button" className={styles.missing} disabled={groups.length === 0} onClick={() => onAdd(into, item)}>
      <Icon name={icon} /> <span className="ellipsis">{label}</span> <Plus size={14} />
    </button>
  );
  return (
    <Panel title={t("navigation.missing")}>
      <label className={styles.into}>
        {t("navigation.to_group")}
        <Select
          value={into < 0 ? undefined : into}
          onChange={setChosen}
          aria-label={t("navigation.to_group")}
          options={groups.map((group, value) => ({ value, label: labelOf(group.label, group.name) }))}
        />
      </label>
      {objects.length === 0 && <p className="muted">{t("navigation.all_in")}</p>}
      {objects.map((object) => button(object.name, object.icon ?? "box", labelOf(object.label, object.name), { object: object.name }))}
      {screens.length > 0 && <h3 className={styles.sub}>{t("navigation.pages")}</h3>}
      {screens.map((name) => button(name, { home: "house", imports: "file-up", build: "wrench", settings: "settings" }[name]!, t(`navigation.screens.${name}`), { screen: name }))}
    </Panel>
  );
}

/** The navigation as everybody will see it: groups and entries, by drag and drop. */
export function NavigationEditor() {
  const { t } = useTranslation("build");
  const locale = useLocale();
  const sensors = useDragSensors();
  const screen = useScreen<NavigationContent>("navigation");
  const groups = useMemo(() => screen.content?.groups ?? [], [screen.content]);
  const put = (next: NavigationGroup[]) => screen.edit({ groups: next });
  const ended = ({ active, over }: DragEndEvent) => {
    if (!over || active.id === over.id) return;
    const onto = String(over.id);
    put(carry(groups, placeOf(String(active.id)), onto.startsWith("group:") ? [Number(onto.slice(6)), Infinity] : placeOf(onto)));
  };
  const add = () =>
    put([...groups, { name: freeName("group", groups.map((group) => group.name)), label: { [locale]: t("navigation.new_group") }, items: [] }]);
  return (
    <Page
      title={t("navigation.title")}
      note={t("navigation.note")}
      actions={<SaveButtons screen={screen} onSave={() => screen.save({ groups })} />}
    >
      <NewerVersion newer={screen.newer} busy={screen.busy} />
      <Refusal problem={screen.problem} />
      {screen.error && <ErrorState error={screen.error} retry={screen.retry} />}
      {screen.content === undefined && !screen.error && <Skeleton lines={8} />}
      {screen.content !== undefined && (
        <DndContext sensors={sensors} collisionDetection={collide} onDragEnd={ended}>
          <div className={styles.editor}>
            <div className={styles.groups}>
              {groups.length === 0 && <Message icon={<LayoutPanelLeft />} title={t("navigation.group_new")} small />}
              {groups.map((group, at) => (
                <NavigationGroupCard key={group.name} group={group} at={at} groups={groups} onChange={put} onItem={(item, next) => put(withItem(groups, [at, item], next))} />
              ))}
              <Button type="dashed" icon={<Plus size={15} />} onClick={add}>
                {t("navigation.group_new")}
              </Button>
            </div>
            <Missing groups={groups} onAdd={(group, item) => put(groups.map((one, at) => (at === group ? { ...one, items: [...one.items, item] } : one)))} />
          </div>
        </DndContext>
      )}
    </Page>
  );
}
