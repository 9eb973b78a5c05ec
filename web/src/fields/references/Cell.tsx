import { targetsOf } from "@/api/metadata";
import { useLocale } from "@/design/text";

import { RecordLink } from "../shared/RecordLink";
import { asList, asReference, listed } from "../shared/values";
import styles from "../shared/cells.module.css";
import type { CellProps } from "../types";

const IN_TABLE = 2;

export function Cell({ field, value, place }: CellProps) {
  const locale = useLocale();
  const records = asList(value).flatMap((one) => asReference(one) ?? []);
  const shown = place === "table" ? records.slice(0, IN_TABLE) : records;
  const object = targetsOf(field)[0];
  if (!object) return null;
  if (place === "text") return <>{listed(records.flatMap((one) => one.title ?? []), locale)}</>;
  return (
    <span className={place === "page" ? styles.wrap : styles.one}>
      {shown.map((record) => (
        <span key={record.id} className={`${styles.tag} ellipsis`}>
          <RecordLink object={object} record={record} />
        </span>
      ))}
      {records.length > shown.length && <span className={styles.more}>+{records.length - shown.length}</span>}
    </span>
  );
}
