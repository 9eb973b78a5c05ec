import { useDraggable, useDroppable } from "@dnd-kit/core";
import { Link } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { ChevronRight, Ellipsis, GripVertical } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { RecordData, Reference } from "@/api/records";
import { Avatar } from "@/design/Avatar";

import type { Node } from "../parts/tree";
import styles from "./organisation.module.css";

interface NodeProps {
  node: Node;
  depth: number;
  people: (node: Node) => number;
  /** The one that is being dragged: nothing below it is a place to drop. */
  dragged: string | null;
  actions: readonly string[];
  onEdit: (record: RecordData) => void;
  onAdd: (parent: RecordData) => void;
  onRemove: (record: RecordData) => void;
}

export function DepartmentNode(props: NodeProps) {
  const { node, depth, people, actions, onEdit, onAdd, onRemove, dragged } = props;
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState(true);
  const { record, children } = node;
  const name = String(record.name);
  const self = dragged === record.id;
  const { setNodeRef: setGrip, listeners } = useDraggable({ id: record.id, disabled: !actions.includes("update") });
  const { setNodeRef: setPlace, isOver } = useDroppable({ id: record.id, disabled: self });
  const manager = record.manager as Reference | null;
  const count = people(node);
  const items = [
    actions.includes("update") && { key: "edit", label: t("edit"), onClick: () => onEdit(record) },
    actions.includes("create") && { key: "add", label: t("departments.add_below"), onClick: () => onAdd(record) },
    actions.includes("delete") && { key: "delete", danger: true, label: t("delete"), onClick: () => onRemove(record) },
  ].filter((one) => one !== false);
  return (
    <li>
      <div ref={setPlace} className={`${styles.node} ${isOver && !self ? styles.over : ""} ${self ? styles.dragged : ""}`} style={{ "--depth": depth } as React.CSSProperties}>
        <button className={styles.toggle} aria-expanded={children.length ? open : undefined} aria-label={t(open ? "departments.fold" : "departments.unfold", { name })} disabled={!children.length} style={{ visibility: children.length ? undefined : "hidden" }} onClick={() => setOpen(!open)}>
          <ChevronRight size={15} aria-hidden />
        </button>
        {actions.includes("update") && (
          <span ref={setGrip} {...listeners} className={styles.grip} title={t("departments.drag")} aria-hidden>
            <GripVertical size={14} />
          </span>
        )}
        <span className={`${styles.name} ellipsis`}>{name}</span>
        <span className={styles.quiet}>
          <span className={styles.led}>
            {manager && (
              <>
                <Avatar name={manager.title} size={20} />
                <span className="ellipsis">{manager.title}</span>
              </>
            )}
          </span>
          <Link to="/settings/users" search={{ department: record.id }} className={styles.people}>
            {t("teams.people", { count })}
          </Link>
        </span>
        {items.length > 0 && (
          <Dropdown menu={{ items }} trigger={["click"]} placement="bottomRight">
            <Button type="text" size="small" icon={<Ellipsis size={16} aria-hidden />} aria-label={t("acts_of", { name })} />
          </Dropdown>
        )}
      </div>
      {open && children.length > 0 && (
        <ul>
          {children.map((child) => (
            <DepartmentNode key={child.record.id} {...props} node={child} depth={depth + 1} dragged={self ? child.record.id : dragged} />
          ))}
        </ul>
      )}
    </li>
  );
}
