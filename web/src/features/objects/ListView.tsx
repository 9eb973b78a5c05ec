import { useEffect, useState } from "react";

import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent } from "@/api/metadata";
import { usePhone } from "@/design/media";
import { useLabels } from "@/design/text";
import { RecordTable } from "@/metadata-ui/RecordTable";
import { NOTHING, type Selection } from "@/metadata-ui/RecordTableSelection";
import type { Records } from "@/metadata-ui/useRecords";

import { SelectionBar } from "./bulk/SelectionBar";
import { Cards } from "./Cards";
import { Empty } from "./Empty";
import type { ListState } from "./state";
import type { Count } from "./useCount";
import { useTableLook } from "./useTableLook";

export interface ListViewProps {
  object: ObjectDefinition;
  viewKey: string;
  content: ViewContent;
  where: Condition | undefined;
  count: Count;
  filtered: boolean;
  onChange: (changes: Partial<ListState>) => void;
  onClear: () => void;
  /** The rows, whenever they change. */
  onRecords: (records: Records) => void;
  onRefresh: () => void;
}

export function ListView(props: ListViewProps) {
  const { object, viewKey, content, where, count, filtered, onChange, onClear, onRecords, onRefresh } = props;
  const phone = usePhone();
  const labelOf = useLabels();
  const look = useTableLook(object.name, viewKey);
  const [selection, setSelection] = useState<Selection>(NOTHING);
  const key = JSON.stringify(where);
  useEffect(() => setSelection(NOTHING), [key]);
  const empty = <Empty object={object} filtered={filtered} onClear={onClear} onCreated={onRefresh} />;
  if (phone) return <Cards object={object} content={content} where={where} empty={empty} onRecords={onRecords} />;
  const acts = object.actions.some((action) => ["update", "delete", "transfer", "export"].includes(action));
  return (
    <>
      <RecordTable
        object={object.name}
        label={labelOf(object.label, object.name)}
        columns={content.columns}
        where={where}
        sort={content.sort}
        onSort={(sort) => onChange({ sort })}
        group={content.group}
        widths={look.widths}
        onWidth={look.setWidth}
        measures={look.measures}
        onMeasures={look.setMeasures}
        selection={selection}
        onSelection={acts ? setSelection : undefined}
        editable
        empty={empty}
        onRecords={onRecords}
      />
      <SelectionBar object={object} where={where} content={content} selection={selection} total={count} onSelection={setSelection} onDone={onRefresh} />
    </>
  );
}
