import { Avatar } from "@/design/Avatar";

import styles from "../shared/cells.module.css";
import { Named, RecordLink } from "../shared/RecordLink";
import { asReference } from "../shared/values";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  const user = asReference(value);
  if (!user) return null;
  if (place === "text") return <Named record={user} />;
  return (
    <span className={styles.line}>
      <Avatar name={user.title} size={20} />
      {place === "page" ? <RecordLink object="user" record={user} /> : <span className="ellipsis" title={user.title ?? undefined}><Named record={user} /></span>}
    </span>
  );
}
