import { Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { createRecord, type RecordData, recordKeys, updateRecord } from "@/api/records";
import { toWire } from "@/fields";

import { FieldLine } from "../parts/FieldLine";
import { useDo } from "../parts/useDo";

const FIELDS = ["name", "parent", "manager"];

export function DepartmentForm({ department, onClose }: { department: Partial<RecordData>; onClose: () => void }) {
  const { t } = useTranslation("settings");
  const model = useModel();
  const [values, setValues] = useState<Record<string, unknown>>(department);
  const { act, busy, problem } = useDo(recordKeys.object("department"));
  const save = async () => {
    const written = Object.fromEntries(FIELDS.map((name) => [name, toWire(model.field("department", name)!, values[name])]));
    const done = await act(() => (department.id ? updateRecord("department", department.id, written, department.version) : createRecord("department", written)), t("saved"), true);
    if (done) onClose();
  };
  return (
    <Modal open width={620} title={t(department.id ? "departments.edit" : "departments.create")} onCancel={onClose} onOk={() => void save()} okText={t("save")} cancelText={t("cancel")} okButtonProps={{ loading: busy }}>
      {FIELDS.map((name) => (
        <FieldLine key={name} object="department" field={name} value={values[name]} onChange={(value) => setValues({ ...values, [name]: value })} problem={problem?.about(name)} autoFocus={name === "name"} />
      ))}
    </Modal>
  );
}
