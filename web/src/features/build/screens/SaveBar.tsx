import { Alert, Button } from "antd";
import { Redo2, Undo2 } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { Problem } from "@/api/problem";
import { formatAgo } from "@/design/format";
import { useLocale } from "@/design/text";

interface Newer {
  at: string | null;
  by: string | null;
  saveOver: () => void;
  take: () => void;
}

interface Props {
  screen: { isEdited: boolean; busy: boolean; newer: Newer | null; undo?: () => void; redo?: () => void; reset: () => void };
  onSave: () => void;
}

export function SaveButtons({ screen, onSave }: Props) {
  const { t } = useTranslation("build");
  return (
    <>
      <Button type="text" aria-label={t("undo")} title={t("undo")} icon={<Undo2 size={16} />} disabled={!screen.undo} onClick={screen.undo} />
      <Button type="text" aria-label={t("redo")} title={t("redo")} icon={<Redo2 size={16} />} disabled={!screen.redo} onClick={screen.redo} />
      <Button disabled={!screen.isEdited} onClick={screen.reset}>
        {t("screens.reset")}
      </Button>
      <Button type="primary" disabled={!screen.isEdited || screen.newer !== null} loading={screen.busy} onClick={onSave}>
        {t("screens.save")}
      </Button>
    </>
  );
}

/** Somebody was faster: whose version is to hold. */
export function NewerVersion({ newer, busy }: { newer: Newer | null; busy: boolean }) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  if (!newer) return null;
  return (
    <Alert
      type="warning"
      showIcon
      style={{ marginBottom: 12 }}
      title={t("screens.stale.title", { who: newer.by ?? t("screens.stale.somebody"), when: newer.at ? formatAgo(newer.at, locale) : "" })}
      action={
        <>
          <Button onClick={newer.take}>{t("screens.stale.theirs")}</Button>
          <Button loading={busy} onClick={newer.saveOver} style={{ marginLeft: 8 }}>
            {t("screens.stale.mine")}
          </Button>
        </>
      }
    />
  );
}

/** What the server refused, place by place. */
export function Refusal({ problem }: { problem: Problem | null }) {
  if (!problem) return null;
  const lines = problem.errors.length ? problem.errors.map((one) => `${one.field ?? ""} ${one.message}`.trim()) : [problem.message];
  return (
    <Alert
      type="error"
      showIcon
      style={{ marginBottom: 12 }}
      title={
        <ul>
          {lines.map((line) => (
            <li key={line}>{line}</li>
          ))}
        </ul>
      }
    />
  );
}
