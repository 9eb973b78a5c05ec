import { useQueryClient } from "@tanstack/react-query";
import { App, Button, Dropdown, type MenuProps } from "antd";
import { ArrowRightLeft, CircleQuestionMark, Ellipsis, History, Link2, Share2, Trash2 } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { deleteRecord } from "@/api/records";
import { copy } from "@/design/copy";
import { useSentence } from "@/design/sentence";
import { useTakeBack } from "@/metadata-ui/useTakeBack";

import type { About } from "./about";
import { useAddress } from "./address";
import { SharingDialog } from "./SharingDialog";
import type { HistoryEvent } from "./timeline/model";
import { CHANGES } from "./timeline/useTimeline";
import { TransferDialog } from "./TransferDialog";
import { WhyDialog } from "./Why";

type Open = "share" | "transfer" | "why" | null;
const UNDO_SECONDS = 8;

/** What else can be done with a record. */
export function MoreMenu(about: About) {
  const { object, record, writable } = about;
  const { t } = useTranslation("record");
  const { message } = App.useApp();
  const [, change] = useAddress();
  const [open, setOpen] = useState<Open>(null);
  const remove = useDelete(about);
  const may = (action: "transfer" | "delete") => object.actions.includes(action);

  const items: NonNullable<MenuProps["items"]> = [
    { key: "copy", icon: <Link2 size={15} aria-hidden />, label: t("menu.copy") },
    { key: "history", icon: <History size={15} aria-hidden />, label: t("menu.history") },
    { key: "why", icon: <CircleQuestionMark size={15} aria-hidden />, label: t("menu.why") },
    ...(writable ? [{ key: "share", icon: <Share2 size={15} aria-hidden />, label: t("menu.share") }] : []),
    ...(may("transfer") ? [{ key: "transfer", icon: <ArrowRightLeft size={15} aria-hidden />, label: t("menu.transfer") }] : []),
    ...(may("delete") ? [{ type: "divider" as const }, { key: "delete", danger: true, icon: <Trash2 size={15} aria-hidden />, label: t("menu.delete") }] : []),
  ];
  function chosen(key: string) {
    if (key === "copy") void copy(location.origin + location.pathname).then((done) => (done ? message.success(t("menu.copied")) : message.error(t("menu.copy_failed"))));
    else if (key === "history") change({ panel: undefined, show: CHANGES, part: "timeline" });
    else if (key === "delete") void remove();
    else setOpen(key as Open);
  }
  const close = () => setOpen(null);
  return (
    <>
      <Dropdown trigger={["click"]} placement="bottomRight" menu={{ items, onClick: ({ key }) => chosen(key) }}>
        <Button icon={<Ellipsis size={17} aria-hidden />} aria-label={t("menu.label")} />
      </Dropdown>
      {open === "share" && <SharingDialog object={object} record={record} onClose={close} />}
      {open === "transfer" && <TransferDialog object={object} record={record} onClose={close} />}
      {open === "why" && <WhyDialog object={object} id={record.id} onClose={close} />}
    </>
  );
}

/** Into the recycle bin, with a way back at hand; what holds the record is said. */
function useDelete({ object, record }: About): () => Promise<void> {
  const { t } = useTranslation("record");
  const { message, notification } = App.useApp();
  const client = useQueryClient();
  const sentenceOf = useSentence();
  const takeBack = useTakeBack();
  /** With the record comes what went to the bin with it. */
  async function undo(key: string) {
    message.destroy(key);
    try {
      const { events } = await send<{ events: HistoryEvent[] }>("GET", `/api/records/${object.name}/${record.id}/history?limit=10`);
      const change = events.find((one) => one.action === "deleted")?.change;
      if (change) await takeBack(change, t("bin.restored"));
    } catch (error) {
      void message.error(sentenceOf(error));
    }
  }
  return async () => {
    const key = `deleted${record.id}`;
    try {
      await deleteRecord(object.name, record.id);
    } catch (error) {
      notification.error({ title: t("bin.failed"), description: sentenceOf(error) });
      return;
    }
    await client.invalidateQueries({ queryKey: ["records"] });
    void message.success({
      key,
      duration: UNDO_SECONDS,
      content: (
        <>
          {t("bin.deleted")}{" "}
          <Button type="link" size="small" onClick={() => void undo(key)}>
            {t("bin.undo")}
          </Button>
        </>
      ),
    });
  };
}
