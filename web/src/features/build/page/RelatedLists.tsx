import { Button, Dropdown } from "antd";
import { Plus, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useLabels } from "@/design/text";

import { setScreens } from "../model/edit";
import { objectNamed, relationsOf } from "../model/relations";
import { edit, useDesign } from "../model/store";
import type { ObjectDef } from "../model/types";
import { SortableList } from "../parts/SortableList";
import styles from "./Page.module.css";

/** The related lists of a tab. */
export function RelatedLists({ object, tab }: { object: ObjectDef; tab: number }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const design = useDesign();
  const relations = relationsOf(design, object);
  const shown = object.screens?.tabs?.[tab]?.related ?? [];
  const called = (name: string) => {
    if (name === "*") return t("page.related_all");
    const relation = relations.find((one) => one.name === name);
    return relation ? t("page.related_named", { label: labelOf(objectNamed(design, relation.to)?.label, relation.to), name }) : name;
  };
  const put = (related: string[]) =>
    edit((now) =>
      setScreens(now, object.id, (screens) => ({ ...screens, tabs: screens.tabs?.map((one, at) => (at === tab ? { ...one, related } : one)) })),
    );
  const rest = [...relations.map((relation) => relation.name), "*"].filter((name) => !shown.includes(name));
  return (
    <section className={styles.section} style={{ marginTop: 12 }}>
      <header>
        <strong className={styles.heading}>{t("page.related")}</strong>
        <Dropdown trigger={["click"]} disabled={rest.length === 0 || !object.open} menu={{ items: rest.map((name) => ({ key: name, label: called(name), onClick: () => put([...shown, name]) })) }}>
          <Button size="small" type="text" icon={<Plus size={14} />}>
            {t("add")}
          </Button>
        </Dropdown>
      </header>
      <SortableList items={shown} idOf={(name) => name} nameOf={called} onMove={put}>
        {(name) => (
          <span style={{ display: "flex", alignItems: "center" }}>
            <span style={{ flex: 1 }}>{called(name)}</span>
            <Button type="text" size="small" aria-label={t("page.take", { name: called(name) })} icon={<X size={14} />} disabled={!object.open} onClick={() => put(shown.filter((one) => one !== name))} />
          </span>
        )}
      </SortableList>
      {relations.length === 0 && <p className={styles.drop}>{t("page.related_none")}</p>}
    </section>
  );
}
