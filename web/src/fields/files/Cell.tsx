import { useLocale } from "@/design/text";

import { listed } from "../shared/values";
import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";
import { contentOf, sizeOf, type StoredFile } from "./file";
import { Thumb } from "./Thumb";

const IN_TABLE = 3;

export function Cell({ value, place }: CellProps) {
  const locale = useLocale();
  const files = value as StoredFile[];
  if (place === "text") return <>{listed(files.map((one) => one.name), locale)}</>;
  if (place === "table")
    return (
      <span className={styles.line} title={files.map((one) => one.name).join("\n")}>
        {files.slice(0, IN_TABLE).map((file) => (
          <Thumb key={file.id} file={file} />
        ))}
        {files.length === 1 ? <span className="ellipsis">{files[0]!.name}</span> : files.length > IN_TABLE && <span className={styles.more}>+{files.length - IN_TABLE}</span>}
      </span>
    );
  return (
    <span className={styles.files}>
      {files.map((file) => (
        <span key={file.id} className={styles.file}>
          <Thumb file={file} />
          <a href={contentOf(file)} download={file.name} className="ellipsis">
            {file.name}
          </a>
          <span className={styles.more}>{sizeOf(file.size, locale)}</span>
        </span>
      ))}
    </span>
  );
}
