import { Select } from "antd";
import { Plus } from "lucide-react";
import { type ReactNode, useContext, useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import type { Reference } from "@/api/records";
import { useMe } from "@/api/session";
import { Avatar } from "@/design/Avatar";
import { useLabels } from "@/design/text";

import { Creating } from "../creating";
import { Chosen } from "./Chosen";
import styles from "./inputs.module.css";
import { remember } from "./recent";
import { type Suggestion, useSuggestions } from "./suggestions";

const NEW = "\u0000new";

export interface RecordSelectProps {
  object: string | undefined;
  value: Reference[];
  onChange: (records: Reference[]) => void;
  multiple?: boolean;
  /** Offered before all others: oneself, "whoever asks". */
  first?: Reference[];
  id?: string;
  label?: string;
  invalid?: boolean;
  disabled?: boolean;
  autoFocus?: boolean;
  clearable?: boolean;
  onDone?: () => void;
}

/** Records of one object, found by typing: name, number, pinyin, initials. The last entry creates one. */
export function RecordSelect(props: RecordSelectProps) {
  const { object, value, onChange, multiple, first = [], id, label, invalid, disabled, autoFocus, clearable = true, onDone } = props;
  const { t } = useTranslation("fields");
  const labelOf = useLabels();
  const definition = useModel().object(object ?? "");
  const me = useMe();
  const create = useContext(Creating);
  const [open, setOpen] = useState(Boolean(autoFocus && onDone));
  const [typed, setTyped] = useState("");
  const suggestions = useSuggestions(object, typed, open);
  const creates = create && definition?.actions.includes("create") && !definition.system;
  const name = labelOf(definition?.label, object);

  const offered: Suggestion[] = [
    ...first.filter((one) => (one.title ?? "").toLowerCase().includes(typed.trim().toLowerCase())).map((one) => ({ object: object!, id: one.id, title: one.title ?? "" })),
    ...(suggestions.data ?? []).filter((one) => one.object === object && !first.some((other) => other.id === one.id)),
  ];
  const known = new Map<string, Reference>([...offered, ...value.filter((one) => one.title !== null)].map((one) => [one.id, one]));
  const recordOf = (one: string): Reference => known.get(one) ?? { id: one, title: null };

  function choose(ids: string[]) {
    if (ids.includes(NEW)) createOne(ids.filter((one) => one !== NEW).map(recordOf));
    else put(ids.map(recordOf));
  }

  function put(records: Reference[]) {
    const last = records.at(-1);
    if (object && last?.title && !first.some((one) => one.id === last.id)) remember(me.id, object, last);
    setTyped("");
    onChange(records);
  }

  function createOne(kept: Reference[]) {
    const title = definition?.title;
    setOpen(false);
    setTyped("");
    create!(object!, typed.trim() && title ? { [title]: typed.trim() } : {}, (record) => {
      const created = { id: record.id, title: String((title && record[title]) ?? record.id) };
      put(multiple ? [...kept, created] : [created]);
    });
  }

  const shown = (key: string): ReactNode => <ShownRecord record={known.get(key)} user={object === "user"} none={t("reference.no_access")} />;
  const options = offered.map((one) => ({ value: one.id, label: <Offered one={one} user={object === "user"} /> }));
  if (creates)
    options.push({
      value: NEW,
      label: (
        <span className={styles.new}>
          <Plus size={14} aria-hidden />
          {typed.trim() ? t("reference.create_named", { object: name, title: typed.trim() }) : t("reference.create", { object: name })}
        </span>
      ),
    });

  return (
    <Select<string | string[]>
      id={id}
      className={styles.full}
      mode={multiple ? "multiple" : undefined}
      value={multiple ? value.map((one) => one.id) : (value[0]?.id ?? null)}
      options={options}
      labelRender={(one) => shown(String(one.value))}
      tagRender={(tag) => (
        <Chosen closable={tag.closable} onClose={tag.onClose}>
          <span className={styles.named}>{shown(String(tag.value))}</span>
        </Chosen>
      )}
      showSearch={{ filterOption: false, searchValue: typed, onSearch: setTyped }}
      open={open}
      onOpenChange={(next) => {
        setOpen(next);
        if (!next) setTyped("");
      }}
      onChange={(next) => choose(next === undefined || next === null ? [] : Array.isArray(next) ? next : [next])}
      onSelect={(key) => key !== NEW && !multiple && onDone?.()}
      loading={open && suggestions.isFetching}
      notFoundContent={suggestions.isError ? t("reference.failed") : suggestions.isPending ? t("reference.searching") : t("reference.nothing")}
      placeholder={t("reference.hint", { object: name })}
      aria-label={label}
      status={invalid ? "error" : undefined}
      disabled={disabled || !object}
      autoFocus={autoFocus}
      allowClear={clearable}
    />
  );
}

function ShownRecord({ record, user, none }: { record: Reference | undefined; user: boolean; none: string }) {
  return (
    <span className={styles.option}>
      {user && <Avatar name={record?.title} size={18} />}
      <span className="ellipsis">{record?.title ?? none}</span>
    </span>
  );
}

function Offered({ one, user }: { one: Suggestion; user: boolean }) {
  return (
    <span className={styles.option}>
      {user && <Avatar name={one.title} size={20} />}
      <span className="ellipsis">{one.title}</span>
      {one.note && <span className={styles.note}>{one.note}</span>}
    </span>
  );
}
