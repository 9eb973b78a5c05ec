import { Select } from "antd";
import { useTranslation } from "react-i18next";

import { type Field, targetsOf, useModel } from "@/api/metadata";
import { useLabels } from "@/design/text";

import styles from "../shared/inputs.module.css";

/** The objects that a field may point to, as far as the signed-in person knows them. */
export function useTargets(field: Field): string[] {
  const model = useModel();
  return targetsOf(field).filter((name) => model.object(name));
}

/** Chooses the object; one of its records is chosen beside it. */
export function Kind({ field, value, onChange, disabled }: { field: Field; value?: string; onChange: (name: string) => void; disabled?: boolean }) {
  const { t } = useTranslation("fields");
  const labelOf = useLabels();
  const model = useModel();
  return (
    <Select
      className={styles.kind}
      aria-label={t("any_reference.object")}
      value={value}
      options={useTargets(field).map((name) => ({ value: name, label: labelOf(model.object(name)?.label, name) }))}
      onChange={onChange}
      disabled={disabled}
    />
  );
}
