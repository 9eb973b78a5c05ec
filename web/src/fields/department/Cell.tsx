import { useTranslation } from "react-i18next";

import { Clipped } from "../shared/Clipped";
import { asReference } from "../shared/values";
import type { CellProps } from "../types";

export function Cell({ value, place }: CellProps) {
  const { t } = useTranslation("fields");
  return <Clipped place={place}>{asReference(value)?.title ?? t("reference.no_access")}</Clipped>;
}
