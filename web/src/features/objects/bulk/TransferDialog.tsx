import { Checkbox, Modal } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type ObjectDefinition, useModel } from "@/api/metadata";
import type { Reference } from "@/api/records";
import { useLabels } from "@/design/text";
import { RecordSelect } from "@/fields";
import { useRelationLabel } from "@/metadata-ui/FieldPickerLabels";

import styles from "./bulk.module.css";
import type { Act } from "./run";

interface DialogProps {
  object: ObjectDefinition;
  count: string;
  onStart: (what: Act) => void;
  onClose: () => void;
}

/** Another owner for all that is chosen, and for what belongs to it and had the same owner. */
export function TransferDialog({ object, count, onStart, onClose }: DialogProps) {
  const { t } = useTranslation("objects");
  const model = useModel();
  const labelOf = useLabels();
  const relationLabel = useRelationLabel(object.name);
  const [owner, setOwner] = useState<Reference[]>([]);
  const [children, setChildren] = useState<string[]>([]);
  const relations = object.relations.filter((one) => one.kind === "inverse" && model.object(one.to)?.actions.includes("transfer"));
  return (
    <Modal
      open
      title={t("bulk.transfer_title", { number: count, object: labelOf(object.label, object.name) })}
      onCancel={onClose}
      onOk={() => owner[0] && onStart({ kind: "transfer", owner: owner[0].id, children })}
      okText={t("bulk.transfer")}
      okButtonProps={{ disabled: owner.length === 0 }}
      width={460}
    >
      <div className={styles.form}>
        <label htmlFor="bulk-owner">
          <span className={styles.label}>{t("bulk.new_owner")}</span>
          <RecordSelect id="bulk-owner" object="user" value={owner} onChange={setOwner} label={t("bulk.new_owner")} />
        </label>
        {relations.length > 0 && (
          <div className={styles.row}>
            <span className={styles.label}>{t("bulk.along")}</span>
            <Checkbox.Group
              value={children}
              onChange={setChildren}
              options={relations.map((one) => ({ value: one.name, label: relationLabel(one.name) }))}
            />
            <span className={styles.quiet}>{t("bulk.along_hint")}</span>
          </div>
        )}
      </div>
    </Modal>
  );
}
