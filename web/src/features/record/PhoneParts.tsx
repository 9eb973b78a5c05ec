import { Segmented } from "antd";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { About } from "./about";
import { useAddress } from "./address";
import { FieldList } from "./FieldList";
import { tabsOf } from "./layout";
import { PhoneBar } from "./PhoneBar";
import page from "./RecordPage.module.css";
import { RelatedList } from "./RelatedList";
import { SidePanel } from "./SidePanel";
import tabs from "./Tabs.module.css";

const PARTS = ["details", "timeline", "related"] as const;

/** On a phone one part at a time: the details, what is going on, what hangs on the record. */
export function PhoneParts(about: About) {
  const { t } = useTranslation("record");
  const [address, change] = useAddress();
  const drawn = useMemo(() => tabsOf(about.object), [about.object]);
  const sections = drawn.flatMap((tab) => tab.sections);
  const related = [...new Set(drawn.flatMap((tab) => tab.related))];
  const parts = PARTS.filter((part) => part !== "related" || related.length > 0);
  const part = parts.find((one) => one === address.part) ?? "details";
  return (
    <>
      <Segmented
        block
        value={part}
        onChange={(next) => change({ part: next === "details" ? undefined : next })}
        options={parts.map((one) => ({ value: one, label: t(`parts.${one}`) }))}
        aria-label={t("parts.label")}
      />
      {part === "timeline" ? (
        <SidePanel {...about} />
      ) : (
        <section className={page.panel}>
          <div className={tabs.body}>
            {part === "details" && <FieldList {...about} sections={sections} />}
            {part === "related" && related.map((relation) => <RelatedList key={relation.name} {...about} relation={relation} />)}
          </div>
        </section>
      )}
      <PhoneBar {...about} />
    </>
  );
}
