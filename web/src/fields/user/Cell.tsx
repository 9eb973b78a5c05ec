import { useTranslation } from "react-i18next";

import { Avatar } from "@/design/Avatar";

import styles from "../shared/cells.module.css";
import { RecordLink } from "../shared/RecordLink";
import { asReference } from "../shared/values";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  const { t } = useTranslation("fields");
  const user = asReference(value);
  if (!user) return null;
  return (
    <span className={styles.line}>
      <Avatar name={user.title} size={20} />
      {place === "page" ? <RecordLink object="user" record={user} /> : <span className="ellipsis" title={user.title ?? undefined}>{user.title ?? t("reference.no_access")}</span>}
    </span>
  );
}
