import { useTranslation } from "react-i18next";

import type { Operand } from "@/api/condition";

import type { FilterProps } from "../types";
import { RecordSelect } from "./RecordSelect";
import { useTitles } from "./titles";
import { asList, idOf } from "./values";

const ME = "\u0000me";
const isMe = (one: unknown) => typeof one === "object" && one !== null && "me" in one;

/** Records that a reference is compared with. Among users "me" means whoever asks, not who has made the filter. */
export function RecordFilter({ object, op, value, onChange }: Omit<FilterProps, "field"> & { object: string | undefined }) {
  const { t } = useTranslation("fields");
  const several = op !== "eq" && op !== "ne";
  const operands = asList(value);
  const titles = useTitles(object, operands.filter((one) => !isMe(one)).flatMap((one) => idOf(one) ?? []));
  const me = { id: ME, title: t("user.me") };
  const chosen = operands.flatMap((one) => (isMe(one) ? me : (titles.find((other) => other.id === idOf(one)) ?? [])));
  return (
    <RecordSelect
      object={object}
      value={chosen}
      first={object === "user" ? [me] : undefined}
      multiple={several}
      label={t("filter.choose")}
      onChange={(records) => {
        const next = records.map((one): Operand => (one.id === ME ? { me: true } : one.id));
        onChange(next.length === 0 ? undefined : several ? next : next[0]);
      }}
    />
  );
}
