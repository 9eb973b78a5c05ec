import { useNavigate } from "@tanstack/react-router";
import { Button } from "antd";
import { FilterX, Inbox } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition } from "@/api/metadata";
import { Message } from "@/design/States";
import { useLabels } from "@/design/text";
import { openDrawer } from "@/metadata-ui/drawer";

interface EmptyProps {
  object: ObjectDefinition;
  filtered: boolean;
  onClear: () => void;
  onCreated: () => void;
}

/** Nothing to show: either nothing fits, or there is nothing yet. */
export function Empty({ object, filtered, onClear, onCreated }: EmptyProps) {
  const { t } = useTranslation("objects");
  const labelOf = useLabels();
  const navigate = useNavigate();
  const label = labelOf(object.label, object.name);
  if (filtered)
    return (
      <Message icon={<FilterX />} title={t("empty.filtered", { object: label })} action={<Button onClick={onClear}>{t("empty.clear")}</Button>}>
        {t("empty.filtered_text")}
      </Message>
    );
  const creates = object.actions.includes("create");
  const imports = object.actions.includes("import");
  const action = (
    <>
      {creates && (
        <Button type="primary" onClick={() => openDrawer({ object: object.name, onSaved: onCreated })}>
          {t("create", { object: label })}
        </Button>
      )}
      {imports && (
        <Button onClick={() => void navigate({ to: "/imports/new", search: { object: object.name } as never })}>{t("empty.import")}</Button>
      )}
    </>
  );
  return (
    <Message icon={<Inbox />} title={t("empty.title", { object: label })} action={action}>
      {creates || imports ? t("empty.text") : t("empty.read_only")}
    </Message>
  );
}
