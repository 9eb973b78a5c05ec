import styles from "../shared/cells.module.css";
import { contentOf, previewOf, type StoredFile } from "../files/file";
import { Thumb } from "../files/Thumb";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  const file = value as StoredFile;
  if (place === "text") return <>{file.name}</>;
  if (place === "table") return <Thumb file={file} />;
  return (
    <a href={`${contentOf(file)}?inline=1`} target="_blank" rel="noopener noreferrer">
      <img className={styles.picture} src={previewOf(file, 1024)} alt={file.name} loading="lazy" />
    </a>
  );
}
