import { Compass } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Message } from "@/design/States";

export function NotFound() {
  const { t } = useTranslation();
  return (
    <Message icon={<Compass />} title={t("not_found.title")} action={<a href="/">{t("not_found.home")}</a>}>
      {t("not_found.text")}
    </Message>
  );
}
