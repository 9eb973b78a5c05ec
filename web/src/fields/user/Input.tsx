import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";

import { RecordSelect } from "../shared/RecordSelect";
import { asReference } from "../shared/values";
import type { InputProps } from "../types";

/** Oneself stands first. */
export function Input({ field, value, onChange, ...props }: InputProps) {
  const { t } = useTranslation("fields");
  const me = useMe();
  const user = asReference(value);
  const named = user?.id === me.id ? { ...user, title: me.name } : user;
  return (
    <RecordSelect
      {...props}
      object="user"
      value={named ? [named] : []}
      first={[{ id: me.id, title: t("user.me_named", { name: me.name }) }]}
      onChange={([one]) => onChange(one ? { id: one.id, title: one.id === me.id ? me.name : one.title } : null)}
      clearable={field.required !== true}
    />
  );
}
