/** Views of an object: those its definition publishes, and those that people keep for themselves or share. */
import { useMutation, useQuery, useQueryClient } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import type { ObjectDefinition, ViewContent, ViewKind } from "@/api/metadata";
import { Problem } from "@/api/problem";
import type { Reference } from "@/api/records";
import { useLabels } from "@/design/text";

import { defaultColumns } from "./RecordTableColumns";

interface KeptView {
  id: string;
  object: string;
  name: string;
  kind: ViewKind;
  content: ViewContent;
  shared: boolean;
  mine: boolean;
  owner: Reference;
  position: number;
  version: number;
}

export interface View {
  /** What the address calls it: a published view's name, a kept one's id. */
  key: string;
  label: string;
  kind: ViewKind;
  content: ViewContent;
  /** Where it comes from: the object's definition, this person, a colleague. */
  source: "published" | "mine" | "shared";
  shared: boolean;
  owner?: Reference;
}

export interface Views {
  views: View[];
  /** Whether views can be kept at all: the server knows the call. */
  keeps: boolean;
  loading: boolean;
}

const viewsKey = (object: string) => ["views", object] as const;

/** Published views first, then one's own, then those that colleagues share. There is always one. */
export function useViews(object: ObjectDefinition): Views {
  const labelOf = useLabels();
  const { t } = useTranslation("metadata-ui");
  const kept = useQuery({
    queryKey: viewsKey(object.name),
    queryFn: async ({ signal }) => {
      try {
        return (await send<{ views: KeptView[] }>("GET", `/api/views?object=${encodeURIComponent(object.name)}`, { signal })).views;
      } catch (error) {
        if (error instanceof Problem && error.status === 404) return null;
        throw error;
      }
    },
  });
  return useMemo(() => {
    const published = publishedViews(object).map(({ name, label, ...view }) => ({
      key: name,
      label: label ? labelOf(label, name) : t("views.all", { object: labelOf(object.label, object.name) }),
      kind: view.kind,
      content: view.content,
      source: "published" as const,
      shared: true,
    }));
    const people = (kept.data ?? []).map((one) => ({
      key: one.id,
      label: one.name,
      kind: one.kind,
      content: whole(object, one.kind, one.content),
      source: one.mine ? ("mine" as const) : ("shared" as const),
      shared: one.shared,
      owner: one.owner,
    }));
    const mine = people.filter((one) => one.source === "mine");
    const others = people.filter((one) => one.source === "shared");
    return { views: [...published, ...mine, ...others], keeps: Array.isArray(kept.data), loading: kept.isPending };
  }, [object, kept.data, kept.isPending, labelOf, t]);
}

/** What an object publishes; without views of its own, all of its records with the columns that its metadata suggests. */
function publishedViews(object: ObjectDefinition) {
  const views = object.screens?.views ?? [];
  if (views.length === 0)
    return [{ name: "all", label: null, kind: "list" as const, content: { columns: defaultColumns(object) } satisfies ViewContent }];
  return views.map(({ name, label, kind, ...content }) => ({ name, label, kind, content: whole(object, kind, content) }));
}

/** A view's content with what it may leave unsaid. */
function whole(object: ObjectDefinition, kind: ViewKind, content: ViewContent): ViewContent {
  const sort = content.sort?.map((one) => ({ field: one.field, dir: one.dir ?? "asc" }));
  const columns = kind === "list" && !content.columns?.length ? defaultColumns(object) : content.columns;
  return { ...content, ...(sort && { sort }), ...(columns && { columns }) };
}

/** Keeping, changing and dropping views; each refreshes the tabs. */
export function useViewWrites(object: string) {
  const client = useQueryClient();
  const settled = () => client.invalidateQueries({ queryKey: viewsKey(object) });
  const add = useMutation({
    mutationFn: (view: { name: string; kind: ViewKind; content: ViewContent; shared: boolean }) =>
      send<KeptView>("POST", "/api/views", { body: { object, ...view } }),
    onSuccess: settled,
  });
  const change = useMutation({
    mutationFn: ({ id, ...changes }: { id: string; name?: string; content?: ViewContent; shared?: boolean }) =>
      send<KeptView>("PATCH", `/api/views/${encodeURIComponent(id)}`, { body: changes }),
    onSuccess: settled,
  });
  const drop = useMutation({
    mutationFn: (id: string) => send("DELETE", `/api/views/${encodeURIComponent(id)}`),
    onSuccess: settled,
  });
  return { add, change, drop };
}
