import { Input } from "antd";
import { Search } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent, ViewKind } from "@/api/metadata";
import { usePhone } from "@/design/media";

import { ColumnsButton } from "./ColumnsButton";
import { FilterButton } from "./FilterButton";
import { FilterChips } from "./FilterChips";
import { GroupButton } from "./GroupButton";
import styles from "./ObjectPage.module.css";
import { ALL, type ListState } from "./state";

interface ToolbarProps {
  object: ObjectDefinition;
  kind: ViewKind;
  content: ViewContent;
  state: ListState;
  onChange: (changes: Partial<ListState>) => void;
}

export function Toolbar({ object, kind, content, state, onChange }: ToolbarProps) {
  const phone = usePhone();
  const onWhere = (where: Condition | undefined) => onChange({ where: where ?? ALL });
  return (
    <>
      <div className={styles.toolbar}>
        <QuickSearch value={state.q ?? ""} onChange={(q) => onChange({ q })} />
        <FilterButton object={object} where={content.where} onWhere={onWhere} />
        {kind === "list" && !phone && (
          <>
            <GroupButton object={object} group={content.group} onGroup={(group) => onChange({ group })} />
            <span className={styles.spacer} />
            <ColumnsButton object={object} columns={content.columns ?? []} onColumns={(columns) => onChange({ columns })} />
          </>
        )}
      </div>
      <FilterChips object={object} where={content.where} onWhere={onWhere} />
    </>
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
