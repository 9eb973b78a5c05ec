import { Button } from "antd";
import { ArrowLeft, ArrowRight, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import { useLabels, useLocale } from "@/design/text";

import { setScreens } from "../model/edit";
import { freeTabName, moved } from "../model/layout";
import { edit } from "../model/store";
import type { ObjectDef } from "../model/types";
import styles from "./Page.module.css";

/** The tabs of the record's page, in their order. */
export function TabStrip({ object, current, onTab }: { object: ObjectDef; current: number; onTab: (tab: number) => void }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const locale = useLocale();
  const tabs = object.screens?.tabs ?? [];
  const put = (next: typeof tabs) => edit((design) => setScreens(design, object.id, (screens) => ({ ...screens, tabs: next })));
  const move = (by: -1 | 1) => {
    put(moved(tabs, current, by));
    onTab(current + by);
  };
  return (
    <div className={styles.strip}>
      <div role="tablist" aria-label={t("page.tabs")}>
        {tabs.map((tab, at) => (
          <button key={tab.name} type="button" role="tab" aria-selected={at === current} onClick={() => onTab(at)}>
            {labelOf(tab.label, tab.name)}
          </button>
        ))}
      </div>
      <Button type="text" size="small" aria-label={t("move_up")} icon={<ArrowLeft size={14} />} disabled={current === 0 || !object.open} onClick={() => move(-1)} />
      <Button type="text" size="small" aria-label={t("move_down")} icon={<ArrowRight size={14} />} disabled={current >= tabs.length - 1 || !object.open} onClick={() => move(1)} />
      <Button
        type="text"
        size="small"
        icon={<Plus size={14} />}
        disabled={!object.open}
        onClick={() => {
          put([...tabs, { name: freeTabName(tabs, "tab"), label: { [locale]: t("page.tab") }, sections: [{ columns: 2, fields: [] }] }]);
          onTab(tabs.length);
        }}
      >
        {t("page.tab_new")}
      </Button>
    </div>
  );
}
