import { useDraggable } from "@dnd-kit/core";
import { Input, Tooltip } from "antd";
import { Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";


import { DEFINABLE, GROUPS, KINDS } from "../model/kinds";
import type { Definable } from "../model/types";
import { KindIcon } from "../parts/KindIcon";
import styles from "./Fields.module.css";

function Type({ type, onAdd }: { type: Definable; onAdd: (type: Definable) => void }) {
  const { t } = useTranslation("build");
  const { setNodeRef, listeners, isDragging } = useDraggable({ id: `type:${type}`, data: { kind: type } });
  return (
    <Tooltip placement="right" title={t(`kinds.${type}.example`)}>
    <button
      ref={setNodeRef}
      type="button"
      data-adds
      data-type={type}
      className={`${styles.type} ${isDragging ? styles.dragged : ""}`}
      onClick={() => onAdd(type)}
      {...(listeners?.onPointerDown ? { onPointerDown: listeners.onPointerDown as unknown as React.PointerEventHandler } : {})}
    >
      <KindIcon type={type} />
      <span>
        <strong>{t(`kinds.${type}.name`)}</strong>
        <small>{t(`kinds.${type}.text`)}</small>
      </span>
    </button>
    </Tooltip>
  );
}

/** All types of fields in words: a click puts one at the end, dragging puts it in its place. */
export function Palette({ onAdd }: { onAdd: (type: Definable) => void }) {
  const { t } = useTranslation("build");
  const [query, setQuery] = useState("");
  const word = query.trim().toLowerCase();
  const fits = (type: Definable) =>
    !word || type.includes(word) || [t(`kinds.${type}.name`), t(`kinds.${type}.text`)].some((text) => text.toLowerCase().includes(word));
  return (
    <div>
      <Input value={query} onChange={(event) => setQuery(event.target.value)} prefix={<Search size={14} />} placeholder={t("fields.search")} aria-label={t("fields.search")} allowClear />
      {GROUPS.map((group) => {
        const types = DEFINABLE.filter((type) => KINDS[type].group === group && fits(type));
        return (
          types.length > 0 && (
            <section key={group} className={styles.typeGroup}>
              <h3>{t(`kind_groups.${group}`)}</h3>
              {types.map((type) => (
                <Type key={type} type={type} onAdd={onAdd} />
              ))}
            </section>
          )
        );
      })}
    </div>
  );
}
