import { X } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition } from "@/api/metadata";
import { useConditionText } from "@/metadata-ui/ConditionText";

import styles from "./Toolbar.module.css";

interface ChipsProps {
  object: ObjectDefinition;
  where: Condition | undefined;
  onWhere: (where: Condition | undefined) => void;
}

/** What the list is narrowed down to, in words; each part can be taken away. */
export function FilterChips({ object, where, onWhere }: ChipsProps) {
  const { t } = useTranslation("objects");
  if (!where) return null;
  const parts = "and" in where ? where.and : [where];
  const without = (at: number) => {
    const rest = parts.filter((_, other) => other !== at);
    onWhere(rest.length === 0 ? undefined : rest.length === 1 ? rest[0] : { and: rest });
  };
  return (
    <ul className={styles.chips} aria-label={t("filter.active")}>
      {parts.map((part, at) => (
        <Chip key={JSON.stringify(part)} object={object} condition={part} onRemove={() => without(at)} />
      ))}
    </ul>
  );
}

function Chip({ object, condition, onRemove }: { object: ObjectDefinition; condition: Condition; onRemove: () => void }) {
  const { t } = useTranslation("objects");
  const text = useConditionText(object.name, condition);
  return (
    <li className={styles.chip}>
      <span className="ellipsis" title={text}>
        {text}
      </span>
      <button type="button" aria-label={t("filter.remove", { condition: text })} onClick={onRemove}>
        <X size={13} aria-hidden />
      </button>
    </li>
  );
}
