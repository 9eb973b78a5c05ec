import { useTranslation } from "react-i18next";

import { TextField } from "../shared/TextField";
import type { InputProps } from "../types";
import { spacedPhone } from "./number";

/** Shown in groups as long as it is as the server gave it; what is typed stays as it is typed. */
export function Input({ value, ...props }: InputProps) {
  const { t } = useTranslation("fields");
  const text = typeof value === "string" && value.startsWith("+86") ? spacedPhone(value, (digits) => t("phone.extension", { digits })) : value;
  return <TextField {...props} value={text} extra={{ inputMode: "tel", type: "tel" }} />;
}
