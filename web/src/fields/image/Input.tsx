import { X } from "lucide-react";
import { useTranslation } from "react-i18next";

import { DropZone } from "../files/DropZone";
import { previewOf, type StoredFile } from "../files/file";
import styles from "../files/files.module.css";
import { useUploads } from "../files/useUploads";
import type { InputProps } from "../types";

export function Input({ field, value, onChange, id, invalid, disabled }: InputProps) {
  const { t } = useTranslation("fields");
  const file = value as StoredFile | null | undefined;
  const { running, add, drop } = useUploads(onChange);
  return (
    <DropZone
      id={id}
      accept={(field.accept as string[] | undefined) ?? ["image/*"]}
      full={Boolean(file) || running.length > 0}
      invalid={invalid}
      disabled={disabled}
      running={running}
      onFiles={add}
      onDrop={drop}
    >
      {file && (
        <div className={styles.file}>
          <img className={styles.picture} src={previewOf(file, 256)} alt={file.name} />
          <span className="ellipsis">{file.name}</span>
          {!disabled && (
            <button type="button" className={styles.remove} aria-label={t("files.remove", { name: file.name })} onClick={() => onChange(null)}>
              <X size={14} aria-hidden />
            </button>
          )}
        </div>
      )}
    </DropZone>
  );
}
