import { Button } from "antd";
import { Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent } from "@/api/metadata";
import { useLabels } from "@/design/text";
import { openDrawer } from "@/metadata-ui/drawer";

export function Actions({ object }: { object: ObjectDefinition; content: ViewContent; where: Condition | undefined }) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  return object.actions.includes("create") ? (
    <Button type="primary" icon={<Plus size={15} />} onClick={() => openDrawer({ object: object.name })}>
      {t("create", { object: labelOf(object.label, object.name) })}
    </Button>
  ) : null;
}
