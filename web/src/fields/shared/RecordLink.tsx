import { Link } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import type { Reference } from "@/api/records";

import styles from "./cells.module.css";

interface LinkProps {
  object: string;
  record: Reference;
  children?: ReactNode;
  className?: string;
}

/** A record's title, or words for that it may not be seen. */
export function Named({ record }: { record: Reference | undefined }) {
  const { t } = useTranslation("fields");
  return <>{record?.title ?? t("reference.no_access")}</>;
}

/** A record's title, leading to it; said in words where the person may not see it. */
export function RecordLink({ object, record, children, className = "" }: LinkProps) {
  const { t } = useTranslation("fields");
  if (record.title === null) return <span className={styles.quiet}>{t("reference.no_access")}</span>;
  return (
    <Link
      to="/objects/$object/$id"
      params={{ object, id: record.id }}
      className={`ellipsis ${className}`}
      title={record.title}
      onClick={(event) => event.stopPropagation()}
    >
      {children ?? (record.title || t("reference.untitled"))}
    </Link>
  );
}
