/** Uploading with progress, which `fetch` does not tell. */
import { Problem } from "@/api/problem";

import type { StoredFile } from "./file";

export interface Upload {
  done: Promise<StoredFile>;
  cancel: () => void;
}

export function upload(file: File, onProgress: (share: number) => void): Upload {
  const request = new XMLHttpRequest();
  const done = new Promise<StoredFile>((resolve, reject) => {
    request.open("POST", "/api/files");
    request.setRequestHeader("accept-language", document.documentElement.lang);
    request.upload.onprogress = (event) => event.lengthComputable && onProgress(event.loaded / event.total);
    request.onerror = () => reject(Problem.offline());
    request.onabort = () => reject(new DOMException("", "AbortError"));
    request.onload = () => {
      if (request.status < 300) resolve(JSON.parse(request.responseText) as StoredFile);
      else void Problem.of(new Response(request.responseText, { status: request.status })).then(reject);
    };
  });
  const body = new FormData();
  body.append("file", file);
  request.send(body);
  return { done, cancel: () => request.abort() };
}
