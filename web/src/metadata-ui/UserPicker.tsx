import { useMe } from "@/api/session";
import { RecordSelect, type RecordSelectProps } from "@/fields";

/** Colleagues, oneself first. */
export function UserPicker(props: Omit<RecordSelectProps, "object" | "first">) {
  const me = useMe();
  return <RecordSelect {...props} object="user" first={[{ id: me.id, title: me.name }]} />;
}
