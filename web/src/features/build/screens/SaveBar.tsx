import { Alert, Button } from "antd";
import { useTranslation } from "react-i18next";

import type { Problem } from "@/api/problem";

interface Props {
  edited: boolean;
  busy: boolean;
  onSave: () => void;
  onReset: () => void;
}

export function SaveButtons({ edited, busy, onSave, onReset }: Props) {
  const { t } = useTranslation("build");
  return (
    <>
      <Button disabled={!edited} onClick={onReset}>
        {t("screens.reset")}
      </Button>
      <Button type="primary" disabled={!edited} loading={busy} onClick={onSave}>
        {t("screens.save")}
      </Button>
    </>
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
