import { useContext, useEffect, useRef, useState } from "react";

import { useSentence } from "@/design/sentence";

import type { StoredFile } from "./file";
import { type Upload, upload } from "./upload";
import { Uploading } from "./uploading";

export interface Running {
  key: number;
  name: string;
  share: number;
  error?: string;
}

/** Uploads under way, and those that failed with what the server says of them. */
export function useUploads(onStored: (file: StoredFile) => void) {
  const [running, setRunning] = useState<Running[]>([]);
  const sentenceOf = useSentence();
  const next = useRef(0);
  const cancels = useRef(new Map<number, Upload["cancel"]>());
  const latest = useRef(onStored);
  useEffect(() => {
    latest.current = onStored;
  });

  const tell = useContext(Uploading);
  const underWay = running.filter((one) => !one.error).length;
  useEffect(() => {
    tell(underWay);
    return () => tell(-underWay);
  }, [tell, underWay]);

  const change = (key: number, values: Partial<Running>) =>
    setRunning((all) => all.map((one) => (one.key === key ? { ...one, ...values } : one)));
  const drop = (key: number) => {
    cancels.current.get(key)?.();
    cancels.current.delete(key);
    setRunning((all) => all.filter((one) => one.key !== key));
  };

  function add(files: Iterable<File>) {
    for (const file of files) {
      const key = next.current++;
      setRunning((all) => [...all, { key, name: file.name, share: 0 }]);
      const { done, cancel } = upload(file, (share) => change(key, { share }));
      cancels.current.set(key, cancel);
      done.then(
        (stored) => {
          drop(key);
          latest.current(stored);
        },
        (error: Error) => error.name !== "AbortError" && change(key, { error: sentenceOf(error) }),
      );
    }
  }
  return { running, add, drop };
}
