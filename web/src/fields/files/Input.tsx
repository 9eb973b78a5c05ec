import { X } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { useLocale } from "@/design/text";

import { asList } from "../shared/values";
import type { InputProps } from "../types";
import { DropZone } from "./DropZone";
import { sizeOf, type StoredFile } from "./file";
import styles from "./files.module.css";
import { Thumb } from "./Thumb";
import { useUploads } from "./useUploads";

export function Input({ field, value, onChange, id, invalid, disabled }: InputProps) {
  const { t } = useTranslation("fields");
  const locale = useLocale();
  const files = asList(value) as StoredFile[];
  const shown = useRef(files);
  const added = useRef<StoredFile[]>([]);
  useEffect(() => {
    shown.current = files;
    added.current = added.current.filter((one) => !files.some(({ id: known }) => known === one.id));
  });
  /** Uploads end faster than values are drawn: what has been added is told again until it is seen among them. */
  const all = () => [...shown.current, ...added.current.filter((one) => !shown.current.some(({ id: known }) => known === one.id))];
  const { running, add, drop } = useUploads((file) => {
    added.current.push(file);
    onChange(all());
  });
  const remove = (gone: StoredFile) => {
    added.current = added.current.filter((one) => one.id !== gone.id);
    onChange(all().filter((one) => one.id !== gone.id));
  };
  const most = Number(field.max_count ?? 100);
  return (
    <DropZone
      id={id}
      accept={field.accept as string[] | undefined}
      multiple
      full={files.length + running.length >= most}
      invalid={invalid}
      disabled={disabled}
      running={running}
      onFiles={add}
      onDrop={drop}
    >
      {files.map((file) => (
        <div key={file.id} className={styles.file}>
          <Thumb file={file} />
          <span className="ellipsis">{file.name}</span>
          <span className={styles.note}>{sizeOf(file.size, locale)}</span>
          {!disabled && (
            <button
              type="button"
              className={styles.remove}
              aria-label={t("files.remove", { name: file.name })}
              onClick={() => remove(file)}
            >
              <X size={14} aria-hidden />
            </button>
          )}
        </div>
      ))}
    </DropZone>
  );
}
