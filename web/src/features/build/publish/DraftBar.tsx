import { App, Badge, Button, Dropdown, Tooltip } from "antd";
import { CircleCheck, EllipsisVertical, Redo2, Undo2 } from "lucide-react";
import { useCallback, useState } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/problem";
import { usePhone } from "@/design/media";

import { changeSetOf } from "../model/draft";
import { editDraft, redo, undo, useWorkshop } from "../model/store";
import { EMPTY, sizeOf } from "../model/types";
import { useUndoKeys } from "../parts/useUndoKeys";
import styles from "./DraftBar.module.css";
import { planOf } from "./plan";
import { PublishDialog } from "./PublishDialog";
import { useSent } from "./useSent";

/** What is to be published: how much it is, undo, redo, check, publish. Hidden it still follows what is on its way. */
export function DraftBar({ hidden }: { hidden: boolean }) {
  const { t } = useTranslation("build");
  const phone = usePhone();
  const { message, modal } = App.useApp();
  const draft = useWorkshop((state) => state.draft);
  const past = useWorkshop((state) => state.past.length);
  const future = useWorkshop((state) => state.future.length);
  const [open, setOpen] = useState<{ run: string | null } | null>(null);
  const [checking, setChecking] = useState(false);
  useUndoKeys(undo, redo, !hidden);
  const run = useSent(useCallback((failed: string) => setOpen((now) => now ?? { run: failed }), []));
  const size = sizeOf(draft);

  const check = async () => {
    setChecking(true);
    try {
      const plan = await planOf(changeSetOf(useWorkshop.getState().base, draft));
      useWorkshop.setState({ problems: [] });
      void message.success(t("check.good", { count: plan.steps.length }));
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      useWorkshop.setState({ problems: error.errors });
      setOpen({ run: null });
    } finally {
      setChecking(false);
    }
  };
  const discard = () =>
    modal.confirm({ title: t("draft.discard"), content: t("draft.discard_text", { count: size }), okText: t("draft.discard"), cancelText: t("cancel"), okButtonProps: { danger: true }, onOk: () => editDraft(() => EMPTY) });

  const dialog = open && <PublishDialog run={open.run} onClose={() => setOpen(null)} />;
  if (hidden) return dialog;
  return (
    <div className={styles.bar} role="toolbar" aria-label={t("draft.title")}>
      <span className={styles.size} aria-live="polite">
        {size > 0 && <Badge status="warning" text={t(phone ? "draft.short" : "draft.size", { count: size })} />}
      </span>
      <Tooltip title={t("undo")}>
        <Button type="text" aria-label={t("undo")} icon={<Undo2 size={16} />} disabled={past === 0} onClick={undo} />
      </Tooltip>
      <Tooltip title={t("redo")}>
        <Button type="text" aria-label={t("redo")} icon={<Redo2 size={16} />} disabled={future === 0} onClick={redo} />
      </Tooltip>
      <Button icon={<CircleCheck size={15} />} disabled={size === 0 || run !== null} loading={checking} onClick={() => void check()}>
        {t("check.name")}
      </Button>
      <Button type="primary" disabled={size === 0 && run === null} onClick={() => setOpen({ run })}>
        {t(run === null ? "publish.name" : "run.title")}
      </Button>
      <Dropdown menu={{ items: [{ key: "discard", danger: true, disabled: size === 0, label: t("draft.discard"), onClick: discard }] }} trigger={["click"]}>
        <Button type="text" aria-label={t("more")} icon={<EllipsisVertical size={16} />} />
      </Dropdown>
      {dialog}
    </div>
  );
}
