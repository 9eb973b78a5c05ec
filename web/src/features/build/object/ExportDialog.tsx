import { App, Checkbox, Form, Input, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { download } from "@/api/client";
import { Problem } from "@/api/problem";
import { useLabels } from "@/design/text";

import { nameProblem } from "../model/names";
import { useWorkshop } from "../model/store";

/** What is published, as an app: a folder of files that another Luopan installs. */
export function ExportDialog({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation("build");
  const labelOf = useLabels();
  const { message } = App.useApp();
  const base = useWorkshop((state) => state.base);
  const objects = [...base.values()].filter((object) => !object.system);
  const [name, setName] = useState("my_app");
  const [chosen, setChosen] = useState<string[]>(() => objects.filter((object) => !object.app).map((object) => object.name));
  const [busy, setBusy] = useState(false);
  const problem = nameProblem(name, []);
  const go = async () => {
    setBusy(true);
    try {
      await download(`/api/meta/export?objects=${chosen.map(encodeURIComponent).join(",")}&name=${encodeURIComponent(name)}`);
      onClose();
    } catch (error) {
      void message.error(error instanceof Problem ? error.message : t("failed"));
    } finally {
      setBusy(false);
    }
  };
  return (
    <Modal open title={t("export.title")} okText={t("export.download")} cancelText={t("cancel")} confirmLoading={busy} okButtonProps={{ disabled: chosen.length === 0 || problem !== null }} onOk={() => void go()} onCancel={onClose}>
      <p className="muted" style={{ marginBottom: 12 }}>
        {t("export.text")}
      </p>
      <Form layout="vertical">
        <Form.Item label={t("export.name")} htmlFor="export-name" validateStatus={problem ? "error" : undefined} help={problem && t(`name_problem.${problem}`)}>
          <Input id="export-name" value={name} maxLength={40} onChange={(event) => setName(event.target.value)} />
        </Form.Item>
        <Form.Item label={t("export.objects")}>
          <Checkbox.Group
            value={chosen}
            onChange={setChosen}
            style={{ display: "grid", gap: 4, maxHeight: 280, overflowY: "auto" }}
            options={objects.map((object) => ({ value: object.name, label: labelOf(object.label, object.name) }))}
          />
        </Form.Item>
      </Form>
    </Modal>
  );
}
