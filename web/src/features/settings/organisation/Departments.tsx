import { DndContext, type DragEndEvent, PointerSensor, pointerWithin, useDroppable, useSensor, useSensors } from "@dnd-kit/core";
import { useQuery } from "@tanstack/react-query";
import { App, Button } from "antd";
import { Building2, Plus } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { aggregateRecords, deleteRecord, type RecordData, recordKeys, updateRecord } from "@/api/records";
import { Panel } from "@/design/Page";
import { ErrorState, Message, Skeleton } from "@/design/States";

import { Sheet } from "../parts/Sheet";
import { idsBelow, mayMove, type Node, treeOf } from "../parts/tree";
import { useDo } from "../parts/useDo";
import { DepartmentForm } from "./DepartmentForm";
import { DepartmentNode } from "./DepartmentNode";
import styles from "./organisation.module.css";
import { useAll } from "./people";

const TOP = "top";

/** How many active people are in each department itself. */
function useHeads() {
  const asked = { where: { field: "active", op: "eq", value: true }, group_by: [{ field: "department" }], measures: [{ fn: "count", as: "people" }], limit: 10_000 };
  return useQuery({
    queryKey: recordKeys.aggregate("user", asked),
    queryFn: ({ signal }) => aggregateRecords<{ department: { id: string } | string | null; people: number }>("user", asked, signal),
    select: ({ rows }) => new Map(rows.map((row) => [typeof row.department === "string" ? row.department : (row.department?.id ?? ""), row.people])),
  });
}

/** The tree of departments: dragged into place, or moved by their form. */
export function Departments() {
  const { t } = useTranslation("settings");
  const { modal } = App.useApp();
  const actions = useModel().object("department")?.actions ?? [];
  const query = useAll("department");
  const heads = useHeads().data;
  const roots = useMemo(() => treeOf(query.data ?? []), [query.data]);
  const [edited, setEdited] = useState<Partial<RecordData> | null>(null);
  const [dragged, setDragged] = useState<string | null>(null);
  const { act } = useDo(recordKeys.object("department"));
  const sensors = useSensors(useSensor(PointerSensor, { activationConstraint: { distance: 4 } }));

  const people = (node: Node): number => idsBelow(node).reduce((sum, id) => sum + (heads?.get(id) ?? 0), 0);
  const drop = ({ active, over }: DragEndEvent) => {
    setDragged(null);
    const id = String(active.id);
    const parent = over ? (over.id === TOP ? null : String(over.id)) : undefined;
    if (parent === undefined || !mayMove(roots, id, parent)) return;
    void act(() => updateRecord("department", id, { parent }), t("departments.moved"));
  };
  const remove = (record: RecordData) =>
    modal.confirm({
      title: t("delete_title", { name: String(record.name) }),
      content: t("departments.delete_text"),
      okText: t("delete"),
      okButtonProps: { danger: true },
      onOk: () => act(() => deleteRecord("department", record.id), t("deleted")),
    });
  const shared = { people, dragged, actions, onEdit: setEdited, onAdd: (parent: RecordData) => setEdited({ parent: { id: parent.id, title: String(parent.name) } }), onRemove: remove };
  return (
    <Sheet
      title={t("sections.departments")}
      note={t("departments.note")}
      actions={
        actions.includes("create") && (
          <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEdited({})}>
            {t("departments.create")}
          </Button>
        )
      }
    >
      <Panel flush>
        {query.isPending && <Skeleton lines={8} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} />}
        {query.data?.length === 0 && (
          <Message icon={<Building2 />} title={t("departments.none")}>
            {t("departments.none_text")}
          </Message>
        )}
        {roots.length > 0 && (
          <DndContext sensors={sensors} collisionDetection={pointerWithin} onDragStart={({ active }) => setDragged(String(active.id))} onDragEnd={drop} onDragCancel={() => setDragged(null)}>
            <ul className={styles.tree}>
              {roots.map((node) => (
                <DepartmentNode key={node.record.id} node={node} depth={0} {...shared} />
              ))}
            </ul>
            {dragged && <Top />}
          </DndContext>
        )}
      </Panel>
      {edited && <DepartmentForm department={edited} onClose={() => setEdited(null)} />}
    </Sheet>
  );
}

function Top() {
  const { t } = useTranslation("settings");
  const { setNodeRef, isOver } = useDroppable({ id: TOP });
  return (
    <div ref={setNodeRef} className={`${styles.top} ${isOver ? styles.over : ""}`}>
      {t("departments.top")}
    </div>
  );
}
