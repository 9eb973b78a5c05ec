/** What stands in the navigation: arranged by an administrator, trimmed by the server to what the person may read. */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { type Labels, type Model, useModel } from "@/api/metadata";
import { useMe } from "@/api/session";
import { useLabels } from "@/design/text";

interface WrittenItem {
  object?: string;
  view?: string;
  screen?: string;
  icon?: string;
  label?: Labels;
}

interface WrittenGroup {
  name: string;
  label?: Labels;
  items: WrittenItem[];
}

export interface Item {
  key: string;
  label: string;
  icon: string;
  to: string;
  search?: Record<string, string>;
}

export interface Group {
  key: string;
  label: string;
  items: Item[];
}

export const navigationQuery = {
  queryKey: ["screens", "navigation"],
  queryFn: ({ signal }: { signal: AbortSignal }) =>
    send<{ content: { groups: WrittenGroup[] } }>("GET", "/api/screens/navigation", { signal }),
  staleTime: Infinity,
};

/** Screens that are no objects, and who sees them. */
const SCREENS: Record<string, { icon: string; to: string; visible?: (model: Model, admin: boolean) => boolean }> = {
  home: { icon: "house", to: "/" },
  imports: { icon: "file-up", to: "/imports", visible: (model) => [...model.objects.values()].some((one) => one.actions.includes("import")) },
  build: { icon: "wrench", to: "/build", visible: (model) => [...model.objects.values()].some((one) => one.actions.includes("configure")) },
  settings: { icon: "settings", to: "/settings" },
};

/** Groups with their entries, ready to be shown; home is always first, the tools last. */
export function useNavigation(): Group[] {
  const model = useModel();
  const { admin } = useMe();
  const labelOf = useLabels();
  const { t } = useTranslation();
  const written = useQuery(navigationQuery).data;
  return useMemo(() => {
    const screen = (name: string, own?: WrittenItem): Item[] => {
      const known = SCREENS[name];
      if (!known || (known.visible && !known.visible(model, admin))) return [];
      return [{ key: name, label: labelOf(own?.label, t(`screens.${name}`)), icon: own?.icon ?? known.icon, to: known.to }];
    };
    const item = (one: WrittenItem): Item[] => {
      if (one.screen) return screen(one.screen, one);
      const object = one.object ? model.object(one.object) : undefined;
      if (!object) return [];
      const key = `${object.name}${one.view ? `/${one.view}` : ""}`;
      const label = labelOf(one.label, labelOf(object.label, object.name));
      return [{ key, label, icon: one.icon ?? object.icon ?? "box", to: `/objects/${object.name}`, search: one.view ? { view: one.view } : undefined }];
    };
    const groups = (written?.content.groups ?? [])
      .map((group) => ({ key: group.name, label: labelOf(group.label, group.name), items: group.items.flatMap(item) }))
      .filter((group) => group.items.length > 0);
    const placed = new Set(groups.flatMap((group) => group.items.map((one) => one.key)));
    const tools = ["imports", "build", "settings"].filter((name) => !placed.has(name)).flatMap((name) => screen(name));
    return [
      ...(placed.has("home") ? [] : [{ key: "home", label: "", items: screen("home") }]),
      ...groups,
      ...(tools.length ? [{ key: "tools", label: t("nav.tools"), items: tools }] : []),
    ];
  }, [written, model, admin, labelOf, t]);
}
