import { Form, Input, Modal, Segmented } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useLocale } from "@/design/text";

import { addObject } from "../model/edit";
import { freeName, nameOf, nameProblem } from "../model/names";
import { edit, useDesign } from "../model/store";
import type { FieldDef } from "../model/types";
import { addressOf, useGo } from "../parts/go";
import { IconPicker } from "../parts/IconPicker";

type TitleKind = "text" | "autonumber";

/** A new object in one step: what it is called, how it looks, by what its records are called. */
export function NewObject({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  const design = useDesign();
  const go = useGo();
  const [label, setLabel] = useState("");
  const [written, setWritten] = useState<string | null>(null);
  const [icon, setIcon] = useState<string>("box");
  const [kind, setKind] = useState<TitleKind>("text");
  const [title, setTitle] = useState<string | null>(null);
  const taken = [...design.values()].map((object) => object.name);
  const name = written ?? (label ? freeName(nameOf(label), taken, "object") : "");
  const problem = name ? nameProblem(name, taken) : null;
  const called = title ?? t(`new_object.called.${kind}`);

  const create = () => {
    const field: FieldDef = {
      id: "+name",
      name: kind === "text" ? "name" : "number",
      type: kind,
      label: { [locale]: called },
      state: "new",
      ...(kind === "text" ? { required: true } : { format: `${name.replace(/_/g, "").slice(0, 4).toUpperCase()}-{yyyy}-{0000}` }),
    };
    edit((now) => addObject(now, { label: { [locale]: label.trim() }, name, icon }, field));
    onClose();
    go(addressOf(name));
  };

  return (
    <Modal
      open
      title={t("objects.new")}
      okText={t("new_object.create")}
      cancelText={t("cancel")}
      okButtonProps={{ disabled: !label.trim() || !name || problem !== null || !called.trim() }}
      onOk={create}
      onCancel={onClose}
      width={480}
      destroyOnHidden
    >
      <Form layout="vertical" onFinish={create} requiredMark={false}>
        <Form.Item label={t("new_object.label")} htmlFor="new-object-label">
          <div style={{ display: "flex", gap: 8 }}>
            <IconPicker value={icon} onChange={setIcon} />
            <Input id="new-object-label" autoFocus value={label} maxLength={100} placeholder={t("new_object.example")} onChange={(event) => setLabel(event.target.value)} onPressEnter={() => label.trim() && !problem && create()} />
          </div>
        </Form.Item>
        <Form.Item
          label={t("new_object.name")}
          htmlFor="new-object-name"
          validateStatus={problem ? "error" : undefined}
          help={problem ? t(`name_problem.${problem}`) : t("new_object.name_help")}
        >
          <Input id="new-object-name" value={name} maxLength={40} onChange={(event) => setWritten(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("new_object.title")} htmlFor="new-object-title" help={t(`new_object.kind_help.${kind}`)}>
          <div style={{ display: "flex", gap: 8 }}>
            <Input id="new-object-title" value={called} maxLength={100} onChange={(event) => setTitle(event.target.value)} />
            <Segmented<TitleKind>
              value={kind}
              onChange={setKind}
              options={[
                { value: "text", label: t("kinds.text.name") },
                { value: "autonumber", label: t("kinds.autonumber.name") },
              ]}
            />
          </div>
        </Form.Item>
      </Form>
    </Modal>
  );
}
