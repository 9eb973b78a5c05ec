import { Link } from "@tanstack/react-router";
import { CalendarDays, Columns3, Filter, List } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { ObjectDefinition, ViewContent, ViewKind } from "@/api/metadata";

import type { View, Views } from "./useViews";
import styles from "./ViewTabs.module.css";

const ICONS: Record<ViewKind, typeof List> = { list: List, kanban: Columns3, calendar: CalendarDays, funnel: Filter };

interface ViewTabsProps extends Views {
  object: ObjectDefinition;
  current: View;
  /** What is shown, unsaved changes included. */
  content: ViewContent;
  changed: boolean;
  /** The address of a view, as it is kept. */
  searchOf: (view: string) => Record<string, unknown>;
}

export function ViewTabs({ views, current, searchOf }: ViewTabsProps) {
  const { t } = useTranslation("metadata-ui");
  return (
    <div className={styles.bar}>
    <nav className={styles.tabs} aria-label={t("views.label")}>
      {views.map((view) => {
        const Icon = ICONS[view.kind];
        return (
          <Link
            key={view.key}
            to="."
            search={() => searchOf(view.key) as never}
            className={`${styles.tab} ${view.key === current.key ? styles.current : ""}`}
            aria-current={view.key === current.key ? "page" : undefined}
          >
            <Icon size={14} aria-hidden />
            {view.label}
          </Link>
        );
      })}
    </nav>
    </div>
  );
}
