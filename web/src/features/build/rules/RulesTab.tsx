import { Button, Select } from "antd";
import { CircleAlert, Plus, ShieldCheck, Trash2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Rule } from "@/api/metadata";
import { Message } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";

import { NameInput } from "../fields/ObjectProperties";
import { change } from "../model/edit";
import { freeName } from "../model/names";
import { edit } from "../model/store";
import type { ObjectDef } from "../model/types";
import { ConditionRow } from "../parts/ConditionRow";
import { ConditionText } from "../parts/ConditionText";
import { Group, Row } from "../parts/Form";
import { Frame } from "../parts/Frame";
import { useSelected } from "../parts/go";
import { LabelsInput } from "../parts/LabelsInput";
import { SortableList } from "../parts/SortableList";
import { useFieldOptions } from "../parts/useFieldOptions";
import { useProblems } from "../publish/problems";
import styles from "../views/Views.module.css";

/** An empty `or` never holds: a rule that is not written yet refuses nothing. */
const NEVER = { or: [] };

const isWritten = (rule: Rule) => !("or" in rule.when) || rule.when.or.length > 0;

function RuleProperties({ object, rule, taken, onChange }: { object: ObjectDef; rule: Rule; taken: string[]; onChange: (rule: Rule, tag?: string) => void }) {
  const { t } = useTranslation("build");
  const fields = useFieldOptions(object, (field) => !field.system);
  return (
    <fieldset disabled={!object.open} style={{ border: 0, margin: 0, padding: 0, minWidth: 0 }}>
      <Group>
        <ConditionRow alone object={object} label={t("rules.when")} none={t("when.none")} value={isWritten(rule) ? rule.when : undefined} onChange={(when) => onChange({ ...rule, when: when ?? NEVER })} />
        <Row label={t("rules.message")}>{(id) => <LabelsInput id={id} lines value={rule.message} placeholder={t("rules.message_example")} onChange={(message) => onChange({ ...rule, message }, "message")} />}</Row>
        <Row label={t("rules.field")}>
          {(id) => (
            <Select
              id={id}
              allowClear
              placeholder={t("rules.field_none")}
              value={rule.field}
              options={fields}
              onChange={(field?: string) => onChange({ name: rule.name, when: rule.when, message: rule.message, ...(field ? { field } : {}) })}
            />
          )}
        </Row>
        <Row label={t("rules.name")}>{(id) => <NameInput id={id} value={rule.name} taken={taken} onChange={(name) => onChange({ ...rule, name })} />}</Row>
      </Group>
    </fieldset>
  );
}

/** What may not be saved, and what people are told then. */
export function RulesTab({ object }: { object: ObjectDef }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const locale = useLocale();
  const [selected, select] = useSelected("rule");
  const problems = useProblems(object.id);
  const rules = object.rules;
  const rule = rules.find((one) => one.name === selected);
  const put = (next: readonly Rule[], tag = "") => edit((design) => change(design, object.id, (one) => ({ ...one, rules: next })), tag);
  const add = () => {
    const name = freeName("rule", rules.map((one) => one.name));
    put([...rules, { name, when: NEVER, message: { [locale]: t("rules.new_name") } }]);
    select(name);
  };
  const button = (
    <Button type="primary" icon={<Plus size={16} />} disabled={!object.open} onClick={add}>
      {t("rules.new")}
    </Button>
  );
  return (
    <Frame
      propertiesName={t("properties")}
      selected={rule !== undefined}
      onDeselect={() => select(null)}
      properties={
        rule ? (
          <RuleProperties
            key={rules.indexOf(rule)}
            object={object}
            rule={rule}
            taken={rules.map((one) => one.name).filter((name) => name !== rule.name)}
            onChange={(next, tag) => {
              put(rules.map((one) => (one === rule ? next : one)), tag && `${object.id}.${rule.name}.${tag}`);
              if (next.name !== rule.name) select(next.name);
            }}
          />
        ) : (
          <p className={styles.teach}>{t("rules.teach")}</p>
        )
      }
    >
      <div className={styles.column}>
        {rules.length === 0 ? (
          <Message icon={<ShieldCheck />} title={t("rules.none")} action={button}>
            {t("rules.teach")}
          </Message>
        ) : (
          <>
            <header className={styles.head}>
              <h2>{t("rules.title")}</h2>
              {button}
            </header>
            <SortableList cards items={rules} idOf={(one) => one.name} nameOf={(one) => labelOf(one.message, one.name)} onMove={(next) => put(next)}>
              {(one) => {
                const wrong = problems.parts.get(`rules:${one.name}`);
                return (
                  <span className={styles.view}>
                    <button type="button" aria-pressed={one.name === selected} onClick={() => select(one.name)}>
                      <ShieldCheck size={16} />
                      <strong>{labelOf(one.message, one.name)}</strong>
                      <span className="muted" style={{ width: "100%" }}>
                        {isWritten(one) ? <ConditionText object={object} condition={one.when} /> : t("when.none")}
                      </span>
                      {wrong && (
                        <span className={styles.wrong}>
                          <CircleAlert size={14} /> {wrong.join(" ")}
                        </span>
                      )}
                    </button>
                    <Button type="text" aria-label={`${t("remove")}: ${labelOf(one.message, one.name)}`} icon={<Trash2 size={15} />} disabled={!object.open} onClick={() => put(rules.filter((other) => other !== one))} />
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
