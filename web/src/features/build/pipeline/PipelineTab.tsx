import { Button, Select } from "antd";
import { GitBranch, Kanban, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Option } from "@/api/metadata";
import { Pill } from "@/design/Pill";
import { Message } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { OptionsEditor, optionsOf } from "../fields/settings/OptionsEditor";
import { addField, setField, setScreens } from "../model/edit";
import { edit } from "../model/store";
import type { FieldDef, ObjectDef } from "../model/types";
import { isStage, newView, stageOf, viewsOf } from "../model/views";
import { Group, Row } from "../parts/Form";
import { Frame } from "../parts/Frame";
import { addressOf } from "../parts/go";
import { Go } from "../parts/Go";
import styles from "./Pipeline.module.css";

const ENDS: Record<string, "won" | "lost"> = { won: "won", done: "won", lost: "lost", cancelled: "lost" };

/** The stages as a way: what is under way in a row, then the good ends and the bad ones. */
function Way({ options }: { options: Option[] }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const shown = options.filter((option) => !option.retired);
  const groups = [
    { key: "open", options: shown.filter((option) => !ENDS[option.category ?? ""]) },
    { key: "won", options: shown.filter((option) => ENDS[option.category ?? ""] === "won") },
    { key: "lost", options: shown.filter((option) => ENDS[option.category ?? ""] === "lost") },
  ];
  return (
    <div className={styles.way}>
      {groups.map(({ key, options: stages }) => (
        <section key={key} className={styles[key]}>
          <h3>{t(`pipeline.${key}`)}</h3>
          <ol>
            {stages.map((option) => (
              <li key={option.value}>
                <Pill color={option.color}>{labelOf(option.label, option.value)}</Pill>
              </li>
            ))}
            {stages.length === 0 && <li className="muted">–</li>}
          </ol>
        </section>
      ))}
    </div>
  );
}

function Board({ object, field }: { object: ObjectDef; field: FieldDef }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const locale = useLocale();
  const board = viewsOf(object).find((view) => view.kind === "kanban" && view.by === field.name);
  if (board) return <Go to={addressOf(object.name, "views", { view: board.name })}>{t("pipeline.has_board", { name: labelOf(board.label, board.name) })}</Go>;
  const add = () => {
    const made = newView(object, "kanban", { [locale]: t("views.kinds.kanban") });
    if (made) edit((design) => setScreens(design, object.id, (screens) => ({ ...screens, views: [...(screens.views ?? []), { ...made, by: field.name }] })));
  };
  return (
    <Button icon={<Kanban size={15} />} disabled={!object.open} onClick={add}>
      {t("pipeline.board")}
    </Button>
  );
}

/** The stages that records go through: the options of a select field, with what they mean. */
export function PipelineTab({ object }: { object: ObjectDef }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const locale = useLocale();
  const stages = object.fields.filter((field) => !field.system && isStage(field));
  const [chosen, setChosen] = useState<string | null>(null);
  const field = stages.find((one) => one.id === chosen) ?? stageOf(object);
  const add = () =>
    edit((design) => {
      const [next, id] = addField(design, object.id, { type: "select", label: { [locale]: t("pipeline.label") }, keys: { options: [] } });
      return setField(next, object.id, id, { required: true });
    });
  if (!field)
    return (
      <Message
        icon={<GitBranch />}
        title={t("pipeline.none")}
        action={
          <Button type="primary" icon={<Plus size={16} />} disabled={!object.open} onClick={add}>
            {t("pipeline.add")}
          </Button>
        }
      >
        {t("pipeline.teach")}
      </Message>
    );
  const options = optionsOf(field);
  const set = (keys: Record<string, unknown>, tag = "") => edit((design) => setField(design, object.id, field.id, keys), tag && `${object.id}.${field.id}.${tag}`);
  return (
    <Frame
      propertiesName={t("properties")}
      selected={false}
      onDeselect={() => undefined}
      properties={
        <Group title={t("pipeline.preview")}>
          <Way options={options} />
          <Board object={object} field={field} />
          <p className="muted">{t("pipeline.teach")}</p>
        </Group>
      }
    >
      <div className={styles.column}>
        <Row label={t("pipeline.field")}>
          {(id) => <Select id={id} disabled={false} value={field.id} options={stages.map((one) => ({ value: one.id, label: labelOf(one.label, one.name) }))} onChange={setChosen} style={{ maxWidth: 320 }} />}
        </Row>
        <fieldset disabled={!object.open} className={styles.stages}>
          <legend>{t("pipeline.stages")}</legend>
          <OptionsEditor key={field.id} object={object} field={field} set={set} categories />
        </fieldset>
        <Row label={t("pipeline.default")}>
          {(id) => (
            <Select
              id={id}
              allowClear
              value={field.default as string | undefined}
              style={{ maxWidth: 320 }}
              options={options.filter((option) => !option.retired).map((option) => ({ value: option.value, label: labelOf(option.label, option.value) }))}
              onChange={(value) => set({ default: value })}
            />
          )}
        </Row>
      </div>
    </Frame>
  );
}
