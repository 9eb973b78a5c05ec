import { Form, Input, Modal, Select } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { textOf, useLocale } from "@/design/text";

import { addField, namesOn, setField } from "../model/edit";
import { freeName } from "../model/names";
import { edit, useDesign } from "../model/store";
import type { Definable, ObjectDef } from "../model/types";
import { useObjectOptions } from "../parts/useObjectOptions";

interface Props {
  object: ObjectDef;
  type: Definable;
  before?: string;
  /** What it points at, where that is known already. */
  to?: ObjectDef;
  onClose: () => void;
  onMade: (fieldId: string) => void;
}

/** A new reference: what it points at, what it is called on both sides. */
export function ReferenceDialog({ object, type, before, to, onClose, onMade }: Props) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  const design = useDesign();
  const [targets, setTargets] = useState<string[]>(to ? [to.name] : []);
  const [label, setLabel] = useState<string | null>(null);
  const chosen = [...design.values()].filter((one) => targets.includes(one.name));
  const called = label ?? chosen.map((one) => textOf(one.label, locale, one.name)).join(" / ");
  const many = type === "any_reference";
  const options = useObjectOptions();

  const make = () => {
    let id = "";
    edit((now) => {
      const [next, made] = addField(now, object.id, { type, label: { [locale]: called.trim() }, keys: { to: many ? targets : targets[0] }, before });
      id = made;
      const taken = targets.flatMap((name) => [...next.values()].filter((one) => one.name === name).flatMap((one) => namesOn(next, one)));
      const inverse = freeName(object.name.endsWith("s") ? `${object.name}_list` : `${object.name}s`, taken);
      return setField(next, object.id, made, { inverse });
    });
    onMade(id);
  };
  return (
    <Modal open title={t(`kinds.${type}.name`)} okText={t("add")} cancelText={t("cancel")} okButtonProps={{ disabled: targets.length === 0 || !called.trim() }} onOk={make} onCancel={onClose} width={460}>
      <p className="muted" style={{ marginBottom: 12 }}>
        {t(`kinds.${type}.text`)}
      </p>
      <Form layout="vertical">
        <Form.Item label={t("settings.to")} htmlFor="reference-to">
          <Select
            id="reference-to"
            mode={many ? "multiple" : undefined}
            showSearch={{ optionFilterProp: "label" }}
            autoFocus={!to}
            placeholder={t("settings.to_choose")}
            value={many ? targets : targets[0]}
            onChange={(value: string | string[]) => setTargets(Array.isArray(value) ? value : [value])}
            options={options}
          />
        </Form.Item>
        <Form.Item label={t("field.label")} htmlFor="reference-label">
          <Input id="reference-label" value={called} maxLength={100} onChange={(event) => setLabel(event.target.value)} onPressEnter={() => targets.length > 0 && called.trim() && make()} />
        </Form.Item>
      </Form>
    </Modal>
  );
}
