import { useTranslation } from "react-i18next";

import type { RecordData, Reference } from "@/api/records";

/** "Lin Lan has changed this meanwhile", of the record as they left it. */
export function useOvertakenBy(): (record: RecordData) => string {
  const { t } = useTranslation("settings");
  return (record) => t("overtaken.text", { name: (record.updated_by as Reference | null | undefined)?.title ?? t("overtaken.somebody") });
}
