import { useMutation } from "@tanstack/react-query";
import { App } from "antd";

import { download } from "@/api/client";
import { useSentence } from "@/design/sentence";

/** Downloads a file, and says so where that fails. */
export function useDownload() {
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  return useMutation({ mutationFn: (path: string) => download(path), onError: (error) => void message.error(sentenceOf(error)) });
}
