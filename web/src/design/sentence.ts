import { useCallback } from "react";
import { useTranslation } from "react-i18next";

import { Problem } from "@/api/problem";

/** What went wrong, as a sentence for the person; with `field`, what is said of that field where something is. */
export function useSentence(): (error: unknown, field?: string) => string {
  const { t } = useTranslation();
  return useCallback(
    (error, field) => {
      if (!(error instanceof Problem)) return t("states.broken_text");
      if (error.isOffline) return t("states.offline_sentence");
      return (field && error.about(field)) || [...new Set(error.errors.map((one) => one.message))].join(" ") || error.message;
    },
    [t],
  );
}
