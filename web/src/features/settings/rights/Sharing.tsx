import { App, Button } from "antd";
import { Pencil, Plus, Share2, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import { useModel } from "@/api/metadata";
import { deleteRecord, type RecordData, recordKeys, type Reference } from "@/api/records";
import { Icon } from "@/design/Icon";
import { Panel } from "@/design/Page";
import { Pill } from "@/design/Pill";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels } from "@/design/text";
import { ConditionText } from "@/metadata-ui/ConditionText";

import { useAll } from "../organisation/people";
import parts from "../parts/parts.module.css";
import { Row, Sheet } from "../parts/Sheet";
import { useDo } from "../parts/useDo";
import { RuleForm } from "./RuleForm";

/** A condition of `sharing_rule` and of territories: empty means every record. */
export const isAll = (where: Condition | undefined): boolean => !where || ("and" in where && where.and.length === 0);

/** Rules that open records to people beyond their roles. */
export function Sharing() {
  const { t } = useTranslation("settings");
  const query = useAll("sharing_rule");
  const [edited, setEdited] = useState<Partial<RecordData> | null>(null);
  return (
    <Sheet
      title={t("sections.sharing")}
      note={t("sharing.note")}
      actions={
        <Button type="primary" icon={<Plus size={16} aria-hidden />} onClick={() => setEdited({})}>
          {t("sharing.create")}
        </Button>
      }
    >
      <Panel flush>
        {query.isPending && <Skeleton lines={6} />}
        {query.isError && <ErrorState error={query.error} retry={() => void query.refetch()} small />}
        {query.data?.length === 0 && (
          <Message icon={<Share2 />} title={t("sharing.none")}>
            {t("sharing.none_text")}
          </Message>
        )}
        <ul>
          {query.data?.map((rule) => (
            <Rule key={rule.id} rule={rule} onEdit={() => setEdited(rule)} />
          ))}
        </ul>
      </Panel>
      {edited && <RuleForm rule={edited} onClose={() => setEdited(null)} />}
    </Sheet>
  );
}

function Rule({ rule, onEdit }: { rule: RecordData; onEdit: () => void }) {
  const { t } = useTranslation("settings");
  const labelOf = useLabels();
  const { modal } = App.useApp();
  const model = useModel();
  const { act } = useDo(recordKeys.object("sharing_rule"));
  const object = model.object(String(rule.object));
  const grantee = rule.grantee as Reference | null;
  const where = rule.where as Condition;
  const name = String(rule.name ?? "") || t("sharing.unnamed");
  const remove = () =>
    modal.confirm({
      title: t("delete_title", { name }),
      content: t("sharing.delete_text"),
      okText: t("delete"),
      okButtonProps: { danger: true },
      onOk: () => act(() => deleteRecord("sharing_rule", rule.id), t("deleted")),
    });
  return (
    <Row
      lead={
        <span className={parts.lead}>
          <Icon name={object?.icon} />
        </span>
      }
      title={
        <>
          {name}
          <Pill color={rule.access === "write" ? "orange" : "blue"}>{t(`access.${rule.access as string}`)}</Pill>
        </>
      }
      note={
        <>
          {t("sharing.sentence", { object: labelOf(object?.label, String(rule.object)), grantee: grantee?.title ?? "—", kind: labelOf(model.object(grantee?.object ?? "")?.label, "") })}
          {object && <div>{isAll(where) ? t("sharing.every_record") : <ConditionText object={object.name} condition={where} />}</div>}
        </>
      }
      actions={
        <>
          <Button size="small" icon={<Pencil size={14} aria-hidden />} aria-label={t("edit_of", { name })} onClick={onEdit} />
          <Button size="small" danger icon={<Trash2 size={14} aria-hidden />} aria-label={t("delete_of", { name })} onClick={remove} />
        </>
      }
    />
  );
}
