import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { Problem } from "@/api/problem";

interface Screen<Content> {
  content: Content | null;
  version: number;
}

/** A screen of the workspace, to be changed here and saved as a whole. `content` is undefined until it is there. */
export function useScreen<Content>(name: string) {
  const { t } = useTranslation("build");
  const { message } = App.useApp();
  const client = useQueryClient();
  const query = useQuery({
    queryKey: ["screens", name, "edit"],
    queryFn: ({ signal }) => send<Screen<Content>>("GET", `/api/screens/${name}`, { signal }),
    staleTime: 0,
    refetchOnMount: "always",
  });
  const [edited, setEdited] = useState<Content | null | undefined>(undefined);
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { data } = query;
  useEffect(() => setEdited(undefined), [data?.version]);
  const save = async (content: Content) => {
    setBusy(true);
    setProblem(null);
    try {
      await send("PUT", `/api/screens/${name}`, { body: { content, version: data?.version ?? 0 } });
      void message.success(t("screens.saved"));
      await client.invalidateQueries({ queryKey: ["screens"] });
      await client.invalidateQueries({ queryKey: ["compass"] });
      setEdited(undefined);
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 412) {
        void message.warning(t("screens.stale"));
        await query.refetch();
      } else setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    content: edited !== undefined ? edited : data?.content,
    isEdited: edited !== undefined,
    edit: (content: Content) => setEdited(content),
    reset: () => setEdited(undefined),
    save,
    busy,
    problem,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
