import { Paperclip, X } from "lucide-react";
import { type ReactNode, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./files.module.css";
import type { Running } from "./useUploads";

interface ZoneProps {
  id?: string;
  accept?: string[];
  multiple?: boolean;
  full?: boolean;
  invalid?: boolean;
  disabled?: boolean;
  running: Running[];
  onFiles: (files: Iterable<File>) => void;
  onDrop: (key: number) => void;
  children?: ReactNode;
}

/** Where files are dropped, pasted or chosen; what is under way shows how far it is. */
export function DropZone({ id, accept, multiple, full, invalid, disabled, running, onFiles, onDrop, children }: ZoneProps) {
  const { t } = useTranslation("fields");
  const chooser = useRef<HTMLInputElement>(null);
  const [over, setOver] = useState(false);
  const take = (files: Iterable<File>) => {
    const list = [...files];
    if (!disabled && list.length) onFiles(multiple ? list : list.slice(0, 1));
  };
  return (
    <div
      className={`${styles.zone} ${over ? styles.over : ""} ${invalid ? styles.invalid : ""}`}
      onDragOver={(event) => {
        event.preventDefault();
        setOver(true);
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault();
        setOver(false);
        take(event.dataTransfer.files);
      }}
      onPaste={(event) => take(event.clipboardData.files)}
    >
      {children}
      {running.map((one) => (
        <div key={one.key} className={styles.file} style={one.error ? { flexWrap: "wrap" } : undefined}>
          <Paperclip size={14} aria-hidden />
          <span className="ellipsis">{one.name}</span>
          {!one.error && <span className={styles.note}>{Math.round(one.share * 100)}%</span>}
          <button type="button" className={styles.remove} aria-label={t("files.cancel", { name: one.name })} onClick={() => onDrop(one.key)}>
            <X size={14} aria-hidden />
          </button>
          {one.error ? (
            <span className={styles.error} role="alert">
              {one.error}
            </span>
          ) : (
            <span className={styles.progress} role="progressbar" aria-label={one.name} aria-valuenow={Math.round(one.share * 100)}>
              <i style={{ width: `${one.share * 100}%` }} />
            </span>
          )}
        </div>
      ))}
      {!full && (
        <button type="button" id={id} className={styles.add} disabled={disabled} onClick={() => chooser.current?.click()}>
          <Paperclip size={14} aria-hidden />
          {t(multiple ? "files.add" : "image.add")}
        </button>
      )}
      <input
        ref={chooser}
        type="file"
        hidden
        multiple={multiple}
        accept={accept?.join(",")}
        onChange={(event) => {
          take(event.target.files ?? []);
          event.target.value = "";
        }}
      />
    </div>
  );
}
