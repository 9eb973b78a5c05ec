/** Ways to look at records besides the list; each is loaded when somebody opens such a view. */
import { type ComponentType, lazy, type LazyExoticComponent } from "react";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent, ViewKind } from "@/api/metadata";

export interface KindProps {
  object: ObjectDefinition;
  /** The view as it is shown: without the search box, with unsaved changes. */
  view: ViewContent;
  /** Everything that is asked for: the view's filter and the search box. */
  where: Condition | undefined;
  /** Shows all again, whatever has been filtered by. */
  onClear: () => void;
}

export const KINDS: Record<Exclude<ViewKind, "list">, LazyExoticComponent<ComponentType<KindProps>>> = {
  kanban: lazy(() => import("./kanban/Kanban").then((room) => ({ default: room.Kanban }))),
  calendar: lazy(() => import("./calendar/Calendar").then((room) => ({ default: room.Calendar }))),
  funnel: lazy(() => import("./funnel/Funnel").then((room) => ({ default: room.Funnel }))),
};
