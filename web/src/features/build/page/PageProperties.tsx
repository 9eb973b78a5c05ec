import { Button, Select } from "antd";
import { Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Screens, Tab } from "@/api/metadata";

import { setScreens } from "../model/edit";
import type { Part } from "../model/layout";
import { edit } from "../model/store";
import type { ObjectDef } from "../model/types";
import { Group, Row } from "../parts/Form";
import { LabelsInput } from "../parts/LabelsInput";
import { useFieldOptions } from "../parts/useFieldOptions";

const MOST_SUMMARY = 6;

/** What holds for the page as a whole: the summary, the timeline; and the tab that is shown. */
export function PageProperties({ object, part, onTab }: { object: ObjectDef; part: Part; onTab: (tab: number) => void }) {
  const { t } = useTranslation("build");
  const fields = useFieldOptions(object);
  const moments = useFieldOptions(object, (field) => field.type === "date" || field.type === "datetime");
  const screens = object.screens ?? {};
  const set = (keys: Partial<Screens>) => edit((design) => setScreens(design, object.id, (now) => ({ ...now, ...keys })));
  const tab = typeof part === "number" ? screens.tabs?.[part] : undefined;
  const setTab = (keys: Partial<Tab>) =>
    edit((design) => setScreens(design, object.id, (now) => ({ ...now, tabs: now.tabs?.map((one, at) => (at === part ? { ...one, ...keys } : one)) })), `tab${part}`);
  return (
    <fieldset disabled={!object.open} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      {tab && (
        <Group title={t("page.tab")}>
          <Row label={t("page.tab_label")}>{(id) => <LabelsInput id={id} value={tab.label} onChange={(label) => setTab({ label })} />}</Row>
          <Button
            danger
            icon={<Trash2 size={15} />}
            onClick={() => {
              set({ tabs: screens.tabs?.filter((one) => one !== tab) });
              onTab(0);
            }}
          >
            {t("page.remove_tab")}
          </Button>
        </Group>
      )}
      <Group title={t("page.summary")}>
        <Row label={t("page.choose_fields")} help={t("page.summary_help")}>
          {(id) => <Select id={id} mode="multiple" maxCount={MOST_SUMMARY} value={screens.summary ?? []} options={fields} onChange={(summary: string[]) => set({ summary: summary.length ? summary : undefined })} />}
        </Row>
      </Group>
      <Group title={t("page.timeline")}>
        <Row label={t("page.choose_fields")} help={t("page.timeline_help")}>
          {(id) => <Select id={id} allowClear placeholder={t("page.timeline_none")} value={screens.timeline} options={moments} onChange={(timeline) => set({ timeline })} />}
        </Row>
      </Group>
    </fieldset>
  );
}
