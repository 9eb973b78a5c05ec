import { Input } from "antd";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition, ViewContent, ViewKind } from "@/api/metadata";

import styles from "./ObjectPage.module.css";
import type { ListState } from "./state";

interface ToolbarProps {
  object: ObjectDefinition;
  kind: ViewKind;
  content: ViewContent;
  state: ListState;
  onChange: (changes: Partial<ListState>) => void;
}

export function Toolbar({ state, onChange }: ToolbarProps) {
  return (
    <div className={styles.toolbar}>
      <QuickSearch value={state.q ?? ""} onChange={(q) => onChange({ q })} />
    </div>
  );
}

const PAUSE_MS = 250;

/** Typing is never held up: the list follows a moment later. */
function QuickSearch({ value, onChange }: { value: string; onChange: (value: string) => void }) {
  const { t } = useTranslation("objects");
  const [typed, setTyped] = useState(value);
  const timer = useRef<ReturnType<typeof setTimeout>>(undefined);
  const sent = useRef(value);
  const latest = useRef(onChange);
  useEffect(() => {
    latest.current = onChange;
  });
  useEffect(() => {
    if (value !== sent.current) setTyped(value);
    sent.current = value;
  }, [value]);
  useEffect(() => () => clearTimeout(timer.current), []);
  const send = (text: string) => {
    clearTimeout(timer.current);
    sent.current = text;
    latest.current(text);
  };
  return (
    <Input
      className={styles.search}
      prefix={<Search size={15} aria-hidden />}
      placeholder={t("search")}
      aria-label={t("search")}
      allowClear
      maxLength={200}
      value={typed}
      onChange={(event) => {
        const text = event.target.value;
        setTyped(text);
        clearTimeout(timer.current);
        timer.current = setTimeout(() => send(text), text ? PAUSE_MS : 0);
      }}
      onPressEnter={() => send(typed)}
    />
  );
}
