import { useNavigate } from "@tanstack/react-router";
import type { MouseEvent, ReactNode } from "react";
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

/** A record's title, leading to it; said in words where the person may not see it. A plain link: tables have hundreds of them. */
export function RecordLink({ object, record, children, className = "" }: LinkProps) {
  const navigate = useNavigate();
  if (record.title === null) return <Said words="reference.no_access" />;
  const open = (event: MouseEvent) => {
    event.stopPropagation();
    if (event.button !== 0 || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    void navigate({ to: "/objects/$object/$id", params: { object, id: record.id } });
  };
  return (
    <a href={`/objects/${object}/${record.id}`} className={`ellipsis ${className}`} title={record.title} onClick={open}>
      {children ?? (record.title || <Said words="reference.untitled" />)}
    </a>
  );
}

function Said({ words }: { words: string }) {
  const { t } = useTranslation("fields");
  return <span className={styles.quiet}>{t(words)}</span>;
}
