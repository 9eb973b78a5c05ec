import { Button, Modal, Select } from "antd";
import { Pencil } from "lucide-react";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";

import type { ObjectDef } from "../model/types";
import { ConditionEditor } from "./ConditionEditor";
import { Row } from "./Form";

interface WhenProps {
  object: ObjectDef;
  label: string;
  /** What holds when nothing is said. */
  standard: boolean;
  /** "Never" makes no sense here. */
  only?: boolean;
  value: unknown;
  onChange: (value: boolean | Condition | undefined) => void;
}

const isCondition = (value: unknown): value is Condition => typeof value === "object" && value !== null;

/** Always, never, or while a condition holds. */
export function When({ object, label, standard, only, value, onChange }: WhenProps) {
  const { t } = useTranslation("build");
  const [open, setOpen] = useState(false);
  const mode = isCondition(value) ? "when" : ((value as boolean | undefined) ?? standard) ? "always" : "never";
  const choose = (next: string) => {
    if (next === "when") return setOpen(true);
    const on = next === "always";
    onChange(on === standard ? undefined : on);
  };
  return (
    <Row label={label} inline>
      {(id) => (
        <span style={{ display: "flex", gap: 4 }}>
          <Select id={id} value={mode} onChange={choose} style={{ width: 132 }} options={["always", ...(only ? [] : ["never"]), "when"].map((one) => ({ value: one, label: t(`when.${one}`) }))} />
          {mode === "when" && <Button type="text" aria-label={`${label}: ${t("when.edit")}`} icon={<Pencil size={15} />} onClick={() => setOpen(true)} />}
          {open && (
            <ConditionDialog
              object={object}
              title={label}
              needed
              alone
              value={isCondition(value) ? value : undefined}
              onClose={() => setOpen(false)}
              onChange={(condition) => {
                onChange(condition);
                setOpen(false);
              }}
            />
          )}
        </span>
      )}
    </Row>
  );
}

interface DialogProps {
  object: ObjectDef;
  title: string;
  value: Condition | undefined;
  /** None is no answer. */
  needed?: boolean;
  /** Only the record itself, as forms and rules are judged: nothing about related records. */
  alone?: boolean;
  onClose: () => void;
  onChange: (condition: Condition | undefined) => void;
}

/** The builder tells what was written after a moment's rest: that long the button waits. */
const REST_MS = 350;

/** A condition in a room of its own: taken over when it is done. */
export function ConditionDialog({ object, title, value, needed = false, alone = false, onClose, onChange }: DialogProps) {
  const { t } = useTranslation("build");
  const [condition, setCondition] = useState(value);
  const [done, setDone] = useState(false);
  useEffect(() => {
    if (!done) return;
    const timer = setTimeout(() => {
      if (condition || !needed) onChange(condition);
      else setDone(false);
    }, REST_MS);
    return () => clearTimeout(timer);
  }, [done, condition, needed, onChange]);
  return (
    <Modal open title={`${title} · ${t("when.when")}`} width={760} styles={{ body: { minHeight: 240 } }} okText={t("done")} cancelText={t("cancel")} confirmLoading={done} okButtonProps={{ disabled: needed && !condition }} onOk={() => setDone(true)} onCancel={onClose}>
      <ConditionEditor object={object} value={condition} alone={alone} onChange={setCondition} />
      {needed && !condition && <p className="muted">{t("when.needed")}</p>}
    </Modal>
  );
}
