import type { Condition } from "@/api/condition";
import type { ObjectDefinition, ViewContent } from "@/api/metadata";
import type { Selection } from "@/metadata-ui/RecordTableSelection";

import type { Count } from "./useCount";

interface SelectionBarProps {
  object: ObjectDefinition;
  where: Condition | undefined;
  content: ViewContent;
  selection: Selection;
  total: Count;
  onSelection: (selection: Selection) => void;
  onDone: () => void;
}

export function SelectionBar(_props: SelectionBarProps) {
  return null;
}
