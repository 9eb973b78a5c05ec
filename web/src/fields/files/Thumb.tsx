import { FileText } from "lucide-react";

import styles from "../shared/cells.module.css";
import { isPicture, previewOf, type StoredFile } from "./file";

export function Thumb({ file }: { file: StoredFile }) {
  return (
    <span className={styles.thumb} aria-hidden>
      {isPicture(file) ? <img src={previewOf(file, 64)} alt="" loading="lazy" /> : <FileText size={14} strokeWidth={1.75} />}
    </span>
  );
}
