/** The three doors of field types: screens ask for a Cell, an Input or a Filter, and never which type it is. */
import { Suspense } from "react";

import { registry } from "./registry";
import cells from "./shared/cells.module.css";
import inputs from "./shared/inputs.module.css";
import { isEmpty, isMasked } from "./shared/values";
import type { CellProps, FilterProps, InputProps } from "./types";

export { type Address, lineOf } from "./address/line";
export { Creating, type CreateRecord } from "./creating";
export { momentAt, momentText, wallOf } from "./datetime/zone";
export { registry } from "./registry";
export { plainText } from "./rich_text/sanitize";
export { readDecimal } from "./shared/numbers";
export { RecordLink } from "./shared/RecordLink";
export { useSuggestions } from "./shared/suggestions";
export { RecordSelect, type RecordSelectProps } from "./shared/RecordSelect";
export { Uploading } from "./files/uploading";
export { asList, asReference, idOf, isEmpty, isMasked, same, toWire } from "./shared/values";
export type { CellProps, FieldWidgets, FilterProps, InputProps } from "./types";

const NOTHING = "—";
const WITHOUT_OPERAND = ["empty", "not_empty"];
const TALL = ["rich_text", "json", "files", "address"];

/** A value as it is read. What is empty is a dash on a page and nothing elsewhere; masks are shown as they come. */
export function Cell(props: CellProps) {
  const { field, value, place } = props;
  if (isEmpty(value)) return place === "page" ? <span className={cells.quiet}>{NOTHING}</span> : null;
  if (isMasked(field, value) && place === "text") return <>{value}</>;
  if (isMasked(field, value)) return <span className={`${cells.quiet} ${cells.clip}`}>{value}</span>;
  const Widget = registry[field.type].Cell;
  return <Widget {...props} />;
}

/** A value as it is written. */
export function Input(props: InputProps) {
  const Widget = registry[props.field.type].Input;
  return (
    <Suspense fallback={<div className={`${inputs.waiting} ${TALL.includes(props.field.type) ? inputs.tall : ""}`} />}>
      <Widget {...props} />
    </Suspense>
  );
}

/** What a value is compared with; nothing for operators that take nothing. */
export function Filter(props: FilterProps) {
  if (WITHOUT_OPERAND.includes(props.op)) return null;
  const Widget = registry[props.field.type].Filter;
  return (
    <Suspense fallback={<div className={inputs.waiting} />}>
      <Widget {...props} />
    </Suspense>
  );
}
