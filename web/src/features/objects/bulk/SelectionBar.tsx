import { App, Button } from "antd";
import { Download, Pencil, Trash2, UserRoundPen, X } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent } from "@/api/metadata";
import { formatNumber } from "@/design/format";
import { useLabels, useLocale } from "@/design/text";
import { isNothing, NOTHING, type Selection, sizeOf } from "@/metadata-ui/RecordTableSelection";

import { ExportDialog } from "../ExportDialog";
import type { Count } from "../useCount";
import styles from "./bulk.module.css";
import { JobNotice } from "./JobNotice";
import { forget, startJob } from "./jobs";
import { type Act, chosenWhere } from "./run";

const EditDialog = lazy(() => import("./EditDialog").then((room) => ({ default: room.EditDialog })));
const TransferDialog = lazy(() => import("./TransferDialog").then((room) => ({ default: room.TransferDialog })));

interface SelectionBarProps {
  object: ObjectDefinition;
  where: Condition | undefined;
  content: ViewContent;
  selection: Selection;
  total: Count;
  onSelection: (selection: Selection) => void;
  onDone: () => void;
}

/** What can be done with the chosen rows, as long as some are. */
export function SelectionBar({ object, where, content, selection, total, onSelection, onDone }: SelectionBarProps) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const labelOf = useLabels();
  const { modal, notification } = App.useApp();
  const [dialog, setDialog] = useState<"edit" | "transfer" | "export" | null>(null);
  const size = sizeOf(selection, total.value);
  const sure = selection.all ? total.exact : true;
  const label = labelOf(object.label, object.name);
  const said = size === null ? t("bulk.all") : formatNumber(size, locale);
  const may = (action: ObjectDefinition["actions"][number]) => object.actions.includes(action);

  const start = (what: Act) => {
    setDialog(null);
    const key = startJob({ object: object.name, what, selection, where, total: size, onDone });
    notification.open({
      key,
      title: t(`bulk.title_${what.kind}`, { object: label }),
      description: <JobNotice job={key} onClose={() => (notification.destroy(key), forget(key))} />,
      duration: 0,
      placement: "bottomRight",
      closable: false, // what is under way is not lost sight of
    });
    onSelection(NOTHING);
  };
  const remove = () =>
    modal.confirm({
      title: t("bulk.delete_title", { number: said, object: label }),
      content: t("bulk.delete_text"),
      okText: t("bulk.delete"),
      okButtonProps: { danger: true },
      onOk: () => start({ kind: "delete" }),
    });
  if (isNothing(selection)) return null;
  return (
    <div className={styles.barPlace}>
      <div className={styles.bar} role="toolbar" aria-label={t("bulk.toolbar")}>
        <span className={styles.count} aria-live="polite">
          {t(sure ? "bulk.chosen" : "bulk.chosen_about", { number: said })}
        </span>
        {!selection.all && total.value !== null && total.value > selection.ids.size && (
          <Button type="link" size="small" onClick={() => onSelection({ all: true, except: new Set() })}>
            {t(total.exact ? "bulk.choose_all" : "bulk.choose_all_matching", { number: formatNumber(total.value, locale) })}
          </Button>
        )}
        <i className={styles.divider} />
        {may("update") && (
          <Button type="text" icon={<Pencil size={15} />} onClick={() => setDialog("edit")}>
            {t("bulk.edit")}
          </Button>
        )}
        {may("transfer") && (
          <Button type="text" icon={<UserRoundPen size={15} />} onClick={() => setDialog("transfer")}>
            {t("bulk.transfer")}
          </Button>
        )}
        {may("export") && (
          <Button type="text" icon={<Download size={15} />} onClick={() => setDialog("export")}>
            {t("bulk.export")}
          </Button>
        )}
        {may("delete") && (
          <Button type="text" danger icon={<Trash2 size={15} />} onClick={remove}>
            {t("bulk.delete")}
          </Button>
        )}
        <Button type="text" icon={<X size={15} />} aria-label={t("bulk.clear")} title={t("bulk.clear")} onClick={() => onSelection(NOTHING)} />
      </div>
      <Suspense>
        {dialog === "edit" && <EditDialog object={object} count={said} onStart={start} onClose={() => setDialog(null)} />}
        {dialog === "transfer" && <TransferDialog object={object} count={said} onStart={start} onClose={() => setDialog(null)} />}
        {dialog === "export" && (
          <ExportDialog object={object} content={content} where={where} chosen={{ where: chosenWhere(selection, where), count: said }} onClose={() => setDialog(null)} />
        )}
      </Suspense>
    </div>
  );
}
