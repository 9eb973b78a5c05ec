import { useTranslation } from "react-i18next";

import { OutsideLink } from "../shared/OutsideLink";
import type { CellProps } from "../types";
import { spacedPhone } from "./number";

export function Cell({ value, place }: CellProps) {
  const { t } = useTranslation("fields");
  const text = spacedPhone(String(value), (digits) => t("phone.extension", { digits }));
  return <OutsideLink href={`tel:${String(value)}`} text={text} place={place} />;
}
