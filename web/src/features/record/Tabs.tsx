import { Tabs as AntTabs } from "antd";
import { useTranslation } from "react-i18next";

import { useLabels } from "@/design/text";

import type { About } from "./about";
import { useAddress } from "./address";
import { FieldList } from "./FieldList";
import { tabsOf } from "./layout";
import panel from "./RecordPage.module.css";
import { RelatedList } from "./RelatedList";
import styles from "./Tabs.module.css";

/** The record's details and what hangs on it, tab by tab. */
export function Tabs(about: About) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const [address, change] = useAddress();
  const tabs = tabsOf(about.object);
  const current = tabs.find((tab) => tab.name === address.tab) ?? tabs[0]!;
  const items = tabs.map((tab) => ({
    key: tab.name,
    label: labelOf(tab.label, t(`tabs.${tab.name}`, { defaultValue: tab.name })),
    children: tab === current && (
      <div className={styles.body}>
        {tab.sections.length > 0 && <FieldList {...about} sections={tab.sections} />}
        {tab.related.map((relation) => (
          <RelatedList key={relation.name} {...about} relation={relation} />
        ))}
      </div>
    ),
  }));
  return (
    <section className={panel.panel}>
      <AntTabs className={styles.tabs} activeKey={current.name} onChange={(tab) => change({ tab: tab === tabs[0]!.name ? undefined : tab })} items={items} />
    </section>
  );
}
