import { useQuery } from "@tanstack/react-query";
import { Mentions } from "antd";
import type { MentionsRef } from "antd/es/mentions";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { queryRecords, type Reference } from "@/api/records";
import { Avatar } from "@/design/Avatar";

import type { People } from "./comments";
import styles from "./Comments.module.css";

interface MentionInputProps {
  value: string;
  onChange: (typed: string, people: People) => void;
  people: People;
  placeholder?: string;
  label: string;
  rows?: number;
  autoFocus?: boolean;
  disabled?: boolean;
  onFocus?: () => void;
  /** Ctrl-Enter or ⌘-Enter. */
  onSend?: () => void;
  onCancel?: () => void;
}

const MOST = 8;

async function colleagues(text: string, signal: AbortSignal): Promise<Reference[]> {
  if (text) {
    const found = await send<{ results: Reference[] }>("GET", `/api/search?q=${encodeURIComponent(text)}&objects=user&limit=${MOST}`, { signal });
    if (found.results.length) return found.results;
  }
  const named = text ? { field: "name", op: "contains", value: text } : undefined;
  const where = { and: [{ field: "active", op: "eq", value: true }, ...(named ? [named] : [])] };
  const page = await queryRecords("user", { where, select: ["id", "name"], sort: [{ field: "name", dir: "asc" }], limit: MOST }, signal);
  return page.records.map((one) => ({ id: one.id, title: String(one.name) }));
}

/** Plain text in which colleagues are mentioned: @ and a name, pinyin or initials. */
export function MentionInput({ value, onChange, people, placeholder, label, rows = 1, autoFocus, disabled, onFocus, onSend, onCancel }: MentionInputProps) {
  const { t } = useTranslation("metadata-ui");
  const input = useRef<MentionsRef>(null);
  const [asked, setAsked] = useState<string | null>(null);
  // Choosing somebody changes the text first and tells who it was then.
  const typed = useRef(value);
  const found = useQuery({
    queryKey: ["records", "user", "mentions", asked],
    queryFn: ({ signal }) => colleagues(asked!, signal),
    enabled: asked !== null,
    staleTime: 60_000,
  });
  useEffect(() => {
    if (autoFocus) input.current?.focus();
  }, [autoFocus]);
  return (
    <Mentions
      ref={input}
      value={value}
      aria-label={label}
      placeholder={placeholder}
      disabled={disabled}
      autoSize={{ minRows: rows, maxRows: 12 }}
      maxLength={10_000}
      filterOption={false}
      loading={found.isFetching}
      notFoundContent={found.isFetching ? t("comments.searching") : t("comments.nobody")}
      onFocus={onFocus}
      onSearch={setAsked}
      onChange={(next) => {
        typed.current = next;
        onChange(next, people);
      }}
      onSelect={(option) => {
        const chosen = found.data?.find((one) => option.key?.startsWith(one.id));
        if (chosen?.title) onChange(typed.current, { ...people, [chosen.title]: chosen.id });
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
          event.preventDefault();
          onSend?.();
        } else if (event.key === "Escape" && onCancel) onCancel();
      }}
      options={(found.data ?? []).map((one) => ({
        key: one.id,
        value: one.title ?? "",
        label: (
          <span className={styles.person}>
            <Avatar name={one.title} size={20} />
            {one.title}
          </span>
        ),
      }))}
    />
  );
}
