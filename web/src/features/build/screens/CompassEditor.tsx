import { useQuery } from "@tanstack/react-query";
import { Button, Select } from "antd";
import { ArrowDown, ArrowUp, Compass, Plus, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { Labels } from "@/api/metadata";
import { aggregateRecords, recordKeys } from "@/api/records";
import { Page, Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels } from "@/design/text";

import { moved } from "../model/layout";
import { freeName } from "../model/names";
import { objectNamed, targetsOf } from "../model/relations";
import { useDesign } from "../model/store";
import type { ObjectDef } from "../model/types";
import { isSummed } from "../model/views";
import { ConditionRow } from "../parts/ConditionRow";
import { Row } from "../parts/Form";
import { LabelsInput } from "../parts/LabelsInput";
import styles from "./Compass.module.css";
import { NewerVersion, Refusal, SaveButtons } from "./SaveBar";
import { useScreen } from "./useScreen";

interface Stage {
  name: string;
  label?: Labels;
  where: Condition;
}

interface Worth {
  object: string;
  through: string;
  measure: { fn: "sum"; field: string };
  where?: Condition;
}

interface CompassContent {
  object: string;
  stages: Stage[];
  worth?: Worth;
}

const FIVE = ["attract", "convert", "serve", "retain", "grow"];
const NOBODY: Condition = { or: [] };
const MOST_STAGES = 12;

/** How many stand in a stage now, as a check of what has been said. */
function Count({ object, where }: { object: string; where: Condition }) {
  const { t } = useTranslation("build");
  const query = { where, measures: [{ fn: "count", as: "count" }] };
  const found = useQuery({ queryKey: recordKeys.aggregate(object, query), queryFn: ({ signal }) => aggregateRecords<{ count: number }>(object, query, signal), retry: false });
  return <span className="muted">{found.data ? t("compass.count", { count: Number(found.data.rows[0]?.count ?? 0) }) : found.error ? found.error.message : "…"}</span>;
}

function WorthPanel({ content, customer, onChange }: { content: CompassContent; customer: ObjectDef; onChange: (content: CompassContent) => void }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const design = useDesign();
  const pointing = (object: ObjectDef) => object.fields.filter((field) => field.type === "reference" && targetsOf(field).includes(customer.name));
  const sources = [...design.values()].filter((object) => object.state !== "new" && pointing(object).length > 0 && object.fields.some(isSummed));
  const { worth } = content;
  const source = worth ? objectNamed(design, worth.object) : undefined;
  const named = (field: ObjectDef["fields"][number]) => ({ value: field.name, label: labelOf(field.label, field.name) });
  const choose = (name: string | undefined) => {
    const object = name ? objectNamed(design, name) : undefined;
    if (!object) return onChange({ object: content.object, stages: content.stages });
    onChange({ ...content, worth: { object: object.name, through: pointing(object)[0]!.name, measure: { fn: "sum", field: object.fields.find(isSummed)!.name } } });
  };
  return (
    <Panel title={t("compass.worth")}>
      <div className={styles.worth}>
        <p className="muted">{t("compass.worth_help")}</p>
        <Row label={t("compass.worth_object")}>
          {(id) => <Select id={id} allowClear placeholder={t("compass.worth_none")} value={worth?.object} options={sources.map((object) => ({ value: object.name, label: labelOf(object.label, object.name) }))} onChange={choose} />}
        </Row>
        {worth && source && (
          <>
            <Row label={t("compass.worth_field")}>
              {(id) => <Select id={id} value={worth.measure.field} options={source.fields.filter(isSummed).map(named)} onChange={(field) => onChange({ ...content, worth: { ...worth, measure: { fn: "sum", field } } })} />}
            </Row>
            <Row label={t("compass.worth_through")}>
              {(id) => <Select id={id} value={worth.through} options={pointing(source).map(named)} onChange={(through) => onChange({ ...content, worth: { ...worth, through } })} />}
            </Row>
            <ConditionRow
              object={source}
              label={t("compass.worth_where")}
              none={t("compass.worth_all")}
              value={worth.where}
              onChange={(where) => {
                const rest = { object: worth.object, through: worth.through, measure: worth.measure };
                onChange({ ...content, worth: where ? { ...rest, where } : rest });
              }}
            />
          </>
        )}
      </div>
    </Panel>
  );
}

/** The compass of the home page: whose life it shows, its stages, what they are worth. */
export function CompassEditor() {
  const { t, i18n } = useTranslation("build");
  const labelOf = useLabels();
  const design = useDesign();
  const screen = useScreen<CompassContent>("compass");
  const content = screen.content;
  const customer = content ? objectNamed(design, content.object) : undefined;
  const objects = [...design.values()].filter((object) => !object.system && object.state !== "new");
  const put = (keys: Partial<CompassContent>) => content && screen.edit({ ...content, ...keys });
  const stages = content?.stages ?? [];
  const begin = (object: string) =>
    screen.edit({
      object,
      stages: content?.object === object ? stages : FIVE.map((name) => ({ name, label: { [i18n.language]: t(`compass.steps.${name}`) }, where: NOBODY })),
    });
  return (
    <Page
      title={t("compass.title")}
      note={t("compass.note")}
      actions={<SaveButtons screen={screen} onSave={() => content && screen.save(content)} />}
    >
      <NewerVersion newer={screen.newer} busy={screen.busy} />
      <Refusal problem={screen.problem} />
      {screen.error && <ErrorState error={screen.error} retry={screen.retry} />}
      {content === undefined && !screen.error && <Skeleton lines={8} />}
      {content === null && (
        <Message icon={<Compass />} title={t("compass.none")}>
          {t("compass.none_text")}
        </Message>
      )}
      {content !== undefined && (
        <div className={styles.editor}>
          <div className={styles.stages}>
            <Row label={t("compass.object")}>
              {(id) => <Select id={id} style={{ maxWidth: 320 }} value={content?.object} options={objects.map((object) => ({ value: object.name, label: labelOf(object.label, object.name) }))} onChange={begin} />}
            </Row>
            {customer &&
              stages.map((stage, at) => {
                const name = labelOf(stage.label, stage.name);
                const change = (keys: Partial<Stage>) => put({ stages: stages.map((one) => (one === stage ? { ...one, ...keys } : one)) });
                const isSaid = !("or" in stage.where) || stage.where.or.length > 0;
                return (
                  <section key={stage.name} className={styles.stage} aria-label={name}>
                    <header>
                      <b>{at + 1}</b>
                      <LabelsInput name={t("compass.stage_label")} value={stage.label} placeholder={stage.name} onChange={(label) => change({ label })} />
                      <Button type="text" aria-label={`${t("move_up")}: ${name}`} icon={<ArrowUp size={15} />} disabled={at === 0} onClick={() => put({ stages: moved(stages, at, -1) })} />
                      <Button type="text" aria-label={`${t("move_down")}: ${name}`} icon={<ArrowDown size={15} />} disabled={at === stages.length - 1} onClick={() => put({ stages: moved(stages, at, 1) })} />
                      <Button type="text" danger aria-label={t("compass.remove", { name })} icon={<Trash2 size={15} />} onClick={() => put({ stages: stages.filter((one) => one !== stage) })} />
                    </header>
                    <ConditionRow object={customer} label={t("compass.where")} none={t("when.none")} value={isSaid ? stage.where : undefined} onChange={(where) => change({ where: where ?? NOBODY })} />
                    {isSaid && <Count object={customer.name} where={stage.where} />}
                  </section>
                );
              })}
            {customer && (
              <Button type="dashed" icon={<Plus size={15} />} disabled={stages.length >= MOST_STAGES} onClick={() => put({ stages: [...stages, { name: freeName("stage", stages.map((one) => one.name)), where: NOBODY }] })}>
                {t("compass.stage_new")}
              </Button>
            )}
          </div>
          {content && customer && <WorthPanel content={content} customer={customer} onChange={screen.edit} />}
        </div>
      )}
    </Page>
  );
}
