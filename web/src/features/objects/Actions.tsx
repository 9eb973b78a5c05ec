import { useNavigate } from "@tanstack/react-router";
import { Button, Dropdown } from "antd";
import { Download, Ellipsis, Plus, Upload } from "lucide-react";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent } from "@/api/metadata";
import { usePhone } from "@/design/media";
import { useLabels } from "@/design/text";
import { openDrawer } from "@/metadata-ui/drawer";

const ExportDialog = lazy(() => import("./ExportDialog").then((room) => ({ default: room.ExportDialog })));

interface ActionsProps {
  object: ObjectDefinition;
  content: ViewContent;
  where: Condition | undefined;
  onCreated: () => void;
}

export function Actions({ object, content, where, onCreated }: ActionsProps) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  const navigate = useNavigate();
  const phone = usePhone();
  const [exporting, setExporting] = useState(false);
  const may = (action: ObjectDefinition["actions"][number]) => object.actions.includes(action);
  const more = [
    ...(may("import")
      ? [{ key: "import", icon: <Upload size={14} />, label: t("empty.import"), onClick: () => void navigate({ to: "/imports/new", search: { object: object.name } as never }) }]
      : []),
    ...(may("export") ? [{ key: "export", icon: <Download size={14} />, label: t("export.open"), onClick: () => setExporting(true) }] : []),
  ];
  return (
    <>
      {more.length > 0 && !phone && (
        <Dropdown trigger={["click"]} menu={{ items: more }} placement="bottomRight">
          <Button icon={<Ellipsis size={16} />} aria-label={t("more")} title={t("more")} />
        </Dropdown>
      )}
      {may("create") && (
        <Button type="primary" icon={<Plus size={15} />} onClick={() => openDrawer({ object: object.name, onSaved: onCreated })}>
          {t("create", { object: labelOf(object.label, object.name) })}
        </Button>
      )}
      <Suspense>{exporting && <ExportDialog object={object} content={content} where={where} onClose={() => setExporting(false)} />}</Suspense>
    </>
  );
}
