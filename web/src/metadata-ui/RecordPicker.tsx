import { RecordSelect, type RecordSelectProps } from "@/fields";

import { InBetween } from "./InBetween";

/** Records of one object, found by typing; what is lacking is created in a drawer. */
export function RecordPicker(props: RecordSelectProps) {
  return (
    <InBetween>
      <RecordSelect {...props} />
    </InBetween>
  );
}
