import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect } from "react";
import { useTranslation } from "react-i18next";

import { metadataQuery } from "@/api/metadata";
import { Problem } from "@/api/problem";

import { notPublished, publishing, useWorkshop } from "../model/store";
import { runQuery } from "./plan";

/** Follows what has been sent to be published, whether anybody looks or not; gives the run that is under way. */
export function useSent(onFailed: (run: string) => void): string | null {
  const { t } = useTranslation("build");
  const { message } = App.useApp();
  const client = useQueryClient();
  const run = useWorkshop((state) => state.sent?.run ?? null);
  const { data, error } = useQuery({ ...runQuery(run ?? ""), enabled: run !== null });
  useEffect(() => {
    if (run === null) return;
    if (error instanceof Problem && error.status === 404) return notPublished();
    if (data?.id !== run) return;
    if (data.status === "failed") {
      notPublished();
      onFailed(run);
    } else if (data.status === "done" && data.version !== null && useWorkshop.getState().sent?.version === undefined) {
      publishing({ version: data.version });
      void client.invalidateQueries({ queryKey: metadataQuery.queryKey });
      void client.invalidateQueries({ queryKey: ["screens"] });
      void message.success(t("publish.done"));
    }
  }, [run, data, error, onFailed, client, message, t]);
  return run;
}
