import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent, ViewKind } from "@/api/metadata";
import { usePhone } from "@/design/media";
import { SearchInput } from "@/design/SearchInput";

import { ColumnsButton } from "./ColumnsButton";
import { FilterButton } from "./FilterButton";
import { FilterChips } from "./FilterChips";
import { GroupButton } from "./GroupButton";
import styles from "./ObjectPage.module.css";
import { ALL, type ListState } from "./state";

interface ToolbarProps {
  object: ObjectDefinition;
  kind: ViewKind;
  content: ViewContent;
  state: ListState;
  onChange: (changes: Partial<ListState>) => void;
}

export function Toolbar({ object, kind, content, state, onChange }: ToolbarProps) {
  const { t } = useTranslation("objects");
  const phone = usePhone();
  const onWhere = (where: Condition | undefined) => onChange({ where: where ?? ALL });
  return (
    <>
      <div className={styles.toolbar}>
        <SearchInput className={styles.search} label={t("search")} value={state.q ?? ""} onChange={(q) => onChange({ q })} />
        <FilterButton object={object} where={content.where} onWhere={onWhere} />
        {kind === "list" && !phone && (
          <>
            <GroupButton object={object} group={content.group} onGroup={(group) => onChange({ group })} />
            <span className={styles.spacer} />
            <ColumnsButton object={object} columns={content.columns ?? []} onColumns={(columns) => onChange({ columns })} />
          </>
        )}
      </div>
      <FilterChips object={object} where={content.where} onWhere={onWhere} />
    </>
  );
}
