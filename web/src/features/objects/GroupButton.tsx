import { Button } from "antd";
import { Rows3, X } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Field, ObjectDefinition } from "@/api/metadata";
import { FieldPicker } from "@/metadata-ui/FieldPicker";
import { usePathLabels } from "@/metadata-ui/FieldPickerLabels";

import styles from "./Toolbar.module.css";

interface GroupProps {
  object: ObjectDefinition;
  group: string | undefined;
  onGroup: (group: string) => void;
}

const groupable = (field: Field) => field.groupable && field.type !== "id" && !field.unique && field.name !== "version";

export function GroupButton({ object, group, onGroup }: GroupProps) {
  const { t } = useTranslation("objects");
  const labelOf = usePathLabels(object.name);
  return (
    <span className={styles.group}>
      <FieldPicker object={object.name} accepts={groupable} value={group} onChange={onGroup}>
        <Button icon={<Rows3 size={15} />} aria-haspopup="listbox" className={group ? styles.on : undefined}>
          {group ? t("group.by", { field: labelOf(group) }) : t("group.open")}
        </Button>
      </FieldPicker>
      {group && <Button type="text" icon={<X size={14} />} aria-label={t("group.off")} title={t("group.off")} onClick={() => onGroup("")} />}
    </span>
  );
}
