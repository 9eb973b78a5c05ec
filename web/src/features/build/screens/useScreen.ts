import { useQuery, useQueryClient } from "@tanstack/react-query";
import { App } from "antd";
import { useCallback, useEffect, useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { Problem } from "@/api/problem";
import { recordKeys } from "@/api/records";
import { useMe } from "@/api/session";
import { keep, readKept } from "@/design/kept";

import { useUndoKeys } from "../parts/useUndoKeys";

interface Screen<Content> {
  content: Content | null;
  version: number;
  changed_at: string | null;
  changed_by: { id: string; title: string | null } | null;
}

/** What has been changed and not saved; `undefined`: nothing. `version` is the one it was made on. */
interface Work<Content> {
  edited: Content | undefined;
  version: number;
  past: (Content | undefined)[];
  future: (Content | undefined)[];
  at: number;
}

const MOST_STEPS = 100;
/** What follows so closely is one step: typing. */
const ONE_STEP_MS = 500;

function kept<Content>(key: string): Work<Content> {
  const nothing = { edited: undefined, version: 0, past: [], future: [], at: 0 };
  return { ...nothing, ...readKept<Partial<Work<Content>>>(key) };
}

/** A screen of the workspace, to be changed here and saved as a whole. `content` is undefined until it is there. */
export function useScreen<Content>(name: string) {
  const { t } = useTranslation("build");
  const { message } = App.useApp();
  const client = useQueryClient();
  const key = `luopan.build.screen.${name}.${useMe().id}`;
  const query = useQuery({
    queryKey: ["screens", name, "edit"],
    queryFn: ({ signal }) => send<Screen<Content>>("GET", `/api/screens/${name}`, { signal }),
    staleTime: 0,
    refetchOnMount: "always",
  });
  const [work, setWork] = useState(() => kept<Content>(key));
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<Problem | null>(null);
  const { data } = query;
  const { edited, version } = work;
  useEffect(() => {
    keep(key, edited === undefined ? undefined : { edited, version });
  }, [key, edited, version]);

  const newest = data?.version ?? 0;
  const edit = (content: Content) =>
    setWork((now) => ({
      edited: content,
      version: now.edited === undefined ? newest : now.version,
      past: Date.now() - now.at < ONE_STEP_MS ? now.past : [...now.past.slice(-MOST_STEPS), now.edited],
      future: [],
      at: Date.now(),
    }));
  const undo = useCallback(
    () => setWork((now) => (now.past.length ? { ...now, edited: now.past.at(-1), version: now.edited === undefined ? newest : now.version, past: now.past.slice(0, -1), future: [now.edited, ...now.future], at: 0 } : now)),
    [newest],
  );
  const redo = useCallback(
    () => setWork((now) => (now.future.length ? { ...now, edited: now.future[0], version: now.edited === undefined ? newest : now.version, past: [...now.past, now.edited], future: now.future.slice(1), at: 0 } : now)),
    [newest],
  );
  useUndoKeys(undo, redo);
  const reset = () => setWork((now) => ({ ...now, edited: undefined, past: [...now.past, now.edited], future: [], at: 0 }));

  const save = async (content: Content, over = version) => {
    setBusy(true);
    setProblem(null);
    try {
      await send("PUT", `/api/screens/${name}`, { body: { content, version: over } });
      void message.success(t("screens.saved"));
      await client.invalidateQueries({ queryKey: ["screens"] });
      await client.invalidateQueries({ queryKey: recordKeys.compass });
      setWork({ edited: undefined, version: 0, past: [], future: [], at: 0 });
    } catch (error) {
      if (!(error instanceof Problem)) throw error;
      if (error.status === 412) await query.refetch();
      else setProblem(error);
    } finally {
      setBusy(false);
    }
  };
  return {
    content: edited !== undefined ? edited : data?.content,
    isEdited: edited !== undefined,
    edit,
    reset,
    undo: work.past.length ? undo : undefined,
    redo: work.future.length ? redo : undefined,
    save: (content: Content) => void save(content),
    /** Somebody else's version, which what is edited here was not made on. */
    newer:
      edited !== undefined && data && data.version !== version
        ? { at: data.changed_at, by: data.changed_by?.title ?? null, saveOver: () => void save(edited, data.version), take: reset }
        : null,
    busy,
    problem,
    error: query.error,
    retry: () => void query.refetch(),
  };
}
