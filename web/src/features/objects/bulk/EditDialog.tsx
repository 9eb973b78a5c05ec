import { Button, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field, ObjectDefinition } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { Input, isEmpty, toWire } from "@/fields";
import { FieldPicker } from "@/metadata-ui/FieldPicker";

import styles from "./bulk.module.css";
import type { Act } from "./run";

interface DialogProps {
  object: ObjectDefinition;
  count: string;
  onStart: (what: Act) => void;
  onClose: () => void;
}

const TO_TRANSFER = ["owner", "department"];
const editable = (field: Field) =>
  field.writable && field.access === "write" && field.readonly !== true && !field.unique && !TO_TRANSFER.includes(field.name) && field.type !== "files";

/** One field, one value, for all that is chosen. */
export function EditDialog({ object, count, onStart, onClose }: DialogProps) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  const [name, setName] = useState<string>();
  const [value, setValue] = useState<unknown>(null);
  const field = object.fields.find((one) => one.name === name);
  const label = labelOf(object.label, object.name);
  const clears = field !== undefined && isEmpty(value);
  const ok = clears ? t("bulk.clear_in", { number: count }) : t("bulk.apply_to", { number: count });
  return (
    <Modal
      open
      title={t("bulk.edit_title", { number: count, object: label })}
      onCancel={onClose}
      onOk={() => field && onStart({ kind: "edit", values: { [field.name]: toWire(field, value) } })}
      okText={ok}
      okButtonProps={{ disabled: !field || (clears && field.required === true), danger: clears }}
      width={460}
    >
      <div className={styles.form}>
        <div className={styles.row}>
          <span className={styles.label}>{t("bulk.field")}</span>
          <FieldPicker
            object={object.name}
            shallow
            accepts={editable}
            value={name}
            onChange={(next) => {
              setName(next);
              setValue(null);
            }}
          />
        </div>
        {field && (
          <div className={styles.row}>
            <label className={styles.label} htmlFor="bulk-value">
              {t("bulk.value")}
            </label>
            <Input key={field.name} id="bulk-value" field={field} value={value} onChange={setValue} />
            {clears ? (
              <span className={styles.quiet}>{t(field.required === true ? "bulk.needed" : "bulk.will_clear")}</span>
            ) : (
              <span>
                <Button type="link" size="small" style={{ padding: 0 }} onClick={() => setValue(null)}>
                  {t("bulk.make_empty")}
                </Button>
              </span>
            )}
          </div>
        )}
      </div>
    </Modal>
  );
}
