import { App, Button } from "antd";
import { Map as MapIcon, Pencil, Plus, Trash2 } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import { useModel } from "@/api/metadata";
import { deleteRecord, type RecordData, recordKeys, type Reference } from "@/api/records";
import { Avatar } from "@/design/Avatar";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels } from "@/design/text";
import { ConditionText } from "@/metadata-ui/ConditionText";

import styles from "../organisation/organisation.module.css";
import { useAll } from "../organisation/people";
import parts from "../parts/parts.module.css";
import { Row, Sheet } from "../parts/Sheet";
import { type Node, treeOf } from "../parts/tree";
import { useDo } from "../parts/useDo";
import { isAll } from "./Sharing";
import { TerritoryForm } from "./TerritoryForm";

export interface TerritoryRule {
  object: string;
  where: Condition;
}

/** Records shared out by where they lie, to the people of a territory and of those above. */
export function Territories() {
  const { t } = useTranslation("settings");
  const query = useAll("territory");
  const roots = useMemo(() => treeOf(query.data ?? []), [query.data]);
  const [edited, setEdited] = useState<Partial<RecordData> | null>(null);
  return (
    <Sheet
      title={t("sections.territories")}
      note={t("territories.note")}
      actions={
        <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEdited({})}>
          {t("territories.create")}
        </Button>
      }
    >
      <Panel flush>
        {query.isPending && <Skeleton lines={6} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} small />}
        {query.data?.length === 0 && (
          <Message icon={<MapIcon />} title={t("territories.none")}>
            {t("territories.none_text")}
          </Message>
        )}
        <ul>
          {roots.map((node) => (
            <Branch key={node.record.id} node={node} depth={0} onEdit={setEdited} />
          ))}
        </ul>
      </Panel>
      {edited && <TerritoryForm territory={edited} onClose={() => setEdited(null)} />}
    </Sheet>
  );
}

interface BranchProps {
  node: Node;
  depth: number;
  onEdit: (territory: RecordData) => void;
}

function Branch({ node, depth, onEdit }: BranchProps) {
  return (
    <>
      <Territory territory={node.record} depth={depth} onEdit={onEdit} />
      {node.children.map((child) => (
        <Branch key={child.record.id} node={child} depth={depth + 1} onEdit={onEdit} />
      ))}
    </>
  );
}

function Territory({ territory, depth, onEdit }: { territory: RecordData; depth: number; onEdit: (territory: RecordData) => void }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const { modal } = App.useApp();
  const model = useModel();
  const { act } = useDo(recordKeys.object("territory"));
  const name = String(territory.name);
  const rules = (territory.rules ?? []) as TerritoryRule[];
  const remove = () =>
    modal.confirm({
      title: t("delete_title", { name }),
      content: t("territories.delete_text"),
      okText: t("delete"),
      okButtonProps: { danger: true },
      onOk: () => act(() => deleteRecord("territory", territory.id), t("deleted")),
    });
  return (
    <Row
      lead={
        <span className={parts.lead} style={{ marginLeft: depth * 22 }}>
          <MapIcon size={16} aria-hidden />
        </span>
      }
      title={
        <>
          {name}
          <Pill color={territory.access === "write" ? "orange" : "blue"}>{t(`access.${territory.access as string}`)}</Pill>
        </>
      }
      note={rules.map((rule, at) => (
        <div key={at}>
          {labelOf(model.object(rule.object)?.label, rule.object)}
          {t("colon")}
          {isAll(rule.where) ? t("sharing.every_record") : model.object(rule.object) && <ConditionText object={rule.object} condition={rule.where} />}
        </div>
      ))}
      actions={
        <>
          <Button size="small" icon={<Pencil size={14} aria-hidden />} aria-label={t("edit_of", { name })} onClick={() => onEdit(territory)} />
          <Button size="small" danger icon={<Trash2 size={14} aria-hidden />} aria-label={t("delete_of", { name })} onClick={remove} />
        </>
      }
    >
      <div className={styles.members}>
        {((territory.members ?? []) as Reference[]).map((one) => (
          <span key={one.id}>
            <Avatar name={one.title} size={20} />
            {one.title}
          </span>
        ))}
      </div>
    </Row>
  );
}
