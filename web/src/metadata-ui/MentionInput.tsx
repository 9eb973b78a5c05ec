import { Mentions } from "antd";
import type { MentionsRef } from "antd/es/mentions";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { Avatar } from "@/design/Avatar";
import { useSuggestions } from "@/fields";

import { nameFor, type People } from "./comments";
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

/** Plain text in which colleagues are mentioned: @ and a name, pinyin or initials. */
export function MentionInput({ value, onChange, people, placeholder, label, rows = 1, autoFocus, disabled, onFocus, onSend, onCancel }: MentionInputProps) {
  const { t } = useTranslation("metadata-ui");
  const input = useRef<MentionsRef>(null);
  const [asked, setAsked] = useState<string | null>(null);
  // Choosing somebody changes the text first and tells who it was then.
  const typed = useRef(value);
  const found = useSuggestions("user", asked ?? "", asked !== null);
  const offered = (found.data ?? []).map((one, _at, all) => {
    const ambiguous = all.some((other) => other.id !== one.id && other.title === one.title);
    return { ...one, name: nameFor({ id: one.id, name: one.title, note: one.note }, people, ambiguous) };
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
      notFoundContent={found.isError ? t("comments.failed") : found.isPending ? t("comments.searching") : t("comments.nobody")}
      onFocus={onFocus}
      onSearch={setAsked}
      onChange={(next) => {
        typed.current = next;
        onChange(next, people);
      }}
      onSelect={(option) => {
        const chosen = offered.find((one) => option.key?.startsWith(one.id));
        if (chosen) onChange(typed.current, { ...people, [chosen.name]: chosen.id });
      }}
      onKeyDown={(event) => {
        if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && !event.nativeEvent.isComposing) {
          event.preventDefault();
          onSend?.();
        } else if (event.key === "Escape" && onCancel) onCancel();
      }}
      options={offered.map((one) => ({
        key: one.id,
        value: one.name,
        label: (
          <span className={styles.person}>
            <Avatar name={one.title} size={20} />
            {one.title}
            {one.note && <small className="muted">{one.note}</small>}
          </span>
        ),
      }))}
    />
  );
}
