import { useMutation } from "@tanstack/react-query";
import { App } from "antd";
import { useTranslation } from "react-i18next";

import { download } from "@/api/client";
import { Problem } from "@/api/problem";

/** Downloads a file, and says so where that fails. */
export function useDownload() {
  const { t } = useTranslation();
  const { message } = App.useApp();
  return useMutation({
    mutationFn: (path: string) => download(path),
    onError: (error) => void message.error(error instanceof Problem && error.isOffline ? t("states.offline") : error.message),
  });
}
