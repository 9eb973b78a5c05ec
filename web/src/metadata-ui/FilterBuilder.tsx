/** Builds a condition by clicking: comparisons, groups in groups, related records; applied as soon as a part is complete. */
import { Button, Dropdown, Segmented, Select, Switch } from "antd";
import { FolderPlus, Plus, Search, X } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { canonical, type Condition } from "@/api/condition";
import { useModel } from "@/api/metadata";

import { FieldPicker } from "./FieldPicker";
import { useRelationLabel } from "./FieldPickerLabels";
import styles from "./FilterBuilder.module.css";
import {
  conditionOf,
  type Draft,
  draftOf,
  emptyGroup,
  fieldDraft,
  type GroupDraft,
  operatorFor,
  relatedDraft,
  type RelatedDraft,
  replaced,
  searchDraft,
  type SearchDraft,
} from "./FilterBuilderDraft";
import { Amount, Text } from "./FilterBuilderInputs";
import { FieldRow, useOperators } from "./FilterBuilderRow";

const PAUSE_MS = 300;
const DEEPEST = 4;

interface FilterBuilderProps {
  object: string;
  value: Condition | undefined;
  onChange: (condition: Condition | undefined) => void;
  /** Rules and roles can't search. */
  search?: boolean;
}

export function FilterBuilder({ object, value, onChange, search = true }: FilterBuilderProps) {
  const [draft, setDraft] = useState(() => draftOf(value));
  const told = useRef(settled(value));
  const tell = useRef(onChange);
  const pending = useRef<() => void>(undefined);
  useEffect(() => {
    tell.current = onChange;
  });
  // What comes from outside replaces the draft; what the draft itself has told does not.
  const outside = settled(value);
  useEffect(() => {
    if (outside === told.current) return;
    told.current = outside;
    pending.current = undefined;
    setDraft(draftOf(value));
  }, [outside]); // eslint-disable-line react-hooks/exhaustive-deps
  useEffect(() => {
    const condition = conditionOf(draft);
    const text = canonical(condition);
    pending.current = undefined;
    if (text === told.current) return;
    pending.current = () => {
      pending.current = undefined;
      told.current = text;
      tell.current(condition);
    };
    const timer = setTimeout(() => pending.current?.(), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [draft]);
  // Whoever closes the builder at once has still said it.
  useEffect(() => () => pending.current?.(), []);
  return <Group object={object} group={draft} depth={0} search={search} onChange={(key, next) => setDraft((now) => replaced(now, key, next))} />;
}

/** A condition as the builder would write it. */
const settled = (condition: Condition | undefined): string => canonical(conditionOf(draftOf(condition)));

interface PartProps {
  object: string;
  depth: number;
  search: boolean;
  onChange: (key: string, next: Draft | null) => void;
}

/** `plain`: the conditions of related records, which are removed together with them. */
function Group({ group, plain = false, ...props }: PartProps & { group: GroupDraft; plain?: boolean }) {
  const { object, depth, search, onChange } = props;
  const { t } = useTranslation("metadata-ui");
  const operators = useOperators(object);
  const change = (changes: Partial<GroupDraft>) => onChange(group.key, { ...group, ...changes });
  const add = (part: Draft) => change({ parts: [...group.parts, part] });
  const more = [
    ...(depth < DEEPEST ? [{ key: "group", icon: <FolderPlus size={14} />, label: t("filter.add_group"), onClick: () => add({ ...emptyGroup(group.mode === "and" ? "or" : "and"), parts: [fieldDraft()] }) }] : []),
    ...(search ? [{ key: "search", icon: <Search size={14} />, label: t("filter.add_search"), onClick: () => add(searchDraft()) }] : []),
  ];
  return (
    <div className={depth && !plain ? styles.group : styles.root} role="group" aria-label={t("filter.group")}>
      {(group.parts.length > 1 || group.negated || (depth > 0 && !plain)) && (
        <div className={styles.groupHead}>
          <Segmented<"and" | "or">
            size="small"
            value={group.mode}
            options={[
              { value: "and", label: t("filter.all") },
              { value: "or", label: t("filter.any") },
            ]}
            onChange={(mode) => change({ mode })}
          />
          <label className={styles.negated}>
            <Switch size="small" checked={group.negated} onChange={(negated) => change({ negated })} />
            {t("filter.negated")}
          </label>
          {depth > 0 && !plain && <Remove onClick={() => onChange(group.key, null)} label={t("filter.remove_group")} />}
        </div>
      )}
      {group.parts.map((part) => (
        <Part key={part.key} {...props} part={part} />
      ))}
      <div className={styles.add}>
        <FieldPicker
          object={object}
          onChange={(path) => add(fieldDraft(path, operatorFor(operators(path))))}
          onRelation={depth < DEEPEST ? (relation) => add(relatedDraft(relation)) : undefined}
        >
          <Button size="small" type="text" icon={<Plus size={14} />}>
            {t("filter.add")}
          </Button>
        </FieldPicker>
        {more.length > 0 && (
          <Dropdown trigger={["click"]} menu={{ items: more }}>
            <Button size="small" type="text">
              {t("filter.more")}
            </Button>
          </Dropdown>
        )}
      </div>
    </div>
  );
}

function Part({ part, ...props }: PartProps & { part: Draft }) {
  const { object, depth, onChange } = props;
  const { t } = useTranslation("metadata-ui");
  if (part.kind === "group") return <Group {...props} group={part} depth={depth + 1} />;
  if (part.kind === "related") return <Related {...props} part={part} />;
  return (
    <div className={styles.row}>
      {part.kind === "field" ? (
        <FieldRow object={object} part={part} onChange={(next) => onChange(part.key, next)} />
      ) : (
        <SearchRow part={part} onChange={(next) => onChange(part.key, next)} />
      )}
      <Remove onClick={() => onChange(part.key, null)} label={t("filter.remove")} />
    </div>
  );
}

function SearchRow({ part, onChange }: { part: SearchDraft; onChange: (next: SearchDraft) => void }) {
  const { t } = useTranslation("metadata-ui");
  return (
    <>
      <span className={styles.fixed}>{t("filter.search")}</span>
      <Text value={part.text} label={t("filter.search")} onChange={(text) => onChange({ ...part, text })} />
    </>
  );
}

const COUNTS = ["eq", "ne", "lt", "lte", "gt", "gte"];

function Related({ part, ...props }: PartProps & { part: RelatedDraft }) {
  const { object, depth, onChange } = props;
  const { t } = useTranslation("metadata-ui");
  const model = useModel();
  const relation = model.object(object)?.relations.find((one) => one.name === part.relation);
  const label = useRelationLabel(object)(part.relation);
  const change = (changes: Partial<RelatedDraft>) => onChange(part.key, { ...part, ...changes });
  return (
    <div className={styles.group} role="group" aria-label={label}>
      <div className={styles.row}>
        <Select
          className={styles.how}
          value={part.how}
          aria-label={t("filter.how")}
          options={(["any", "none", "count"] as const).map((value) => ({ value, label: t(`filter.${value}_of`) }))}
          onChange={(how) => change({ how })}
        />
        <strong className={styles.relation}>{label}</strong>
        {part.how === "count" && (
          <>
            <Select
              className={styles.op}
              value={part.op}
              aria-label={t("filter.operator")}
              options={COUNTS.map((value) => ({ value, label: t(`filter.ops.number.${value}`) }))}
              onChange={(op) => change({ op })}
            />
            <Amount value={part.count} label={t("filter.count")} onChange={(count) => change({ count })} />
          </>
        )}
        <span className={styles.spacer} />
        <Remove onClick={() => onChange(part.key, null)} label={t("filter.remove")} />
      </div>
      {relation && (
        <div className={styles.inner}>
          {part.where.parts.length > 0 && <span className={styles.innerLabel}>{t("filter.which")}</span>}
          <Group {...props} plain object={relation.to} depth={depth + 1} group={part.where} onChange={(key, next) => onChange(key, next ?? { ...part.where, parts: [] })} />
        </div>
      )}
    </div>
  );
}

function Remove({ onClick, label }: { onClick: () => void; label: string }) {
  return <Button size="small" type="text" icon={<X size={14} />} aria-label={label} title={label} onClick={onClick} />;
}
