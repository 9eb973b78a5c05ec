import { App, Button } from "antd";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { copy } from "@/design/copy";

import styles from "./parts.module.css";

/** A text to carry away, with a button that copies it. */
export function Copied({ text, label }: { text: string; label: string }) {
  return (
    <div className={styles.secret}>
      <code aria-label={label}>{text}</code>
      <CopyButton text={text} size="small" />
    </div>
  );
}

export function CopyButton({ text, size }: { text: string; size?: "small" }) {
  const { t } = useTranslation("settings");
  const { message } = App.useApp();
  const [done, setDone] = useState(false);
  const carry = async () => {
    if (!(await copy(text))) return void message.error(t("copy_failed"));
    setDone(true);
    setTimeout(() => setDone(false), 2_000);
  };
  return (
    <Button size={size} icon={done ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />} onClick={() => void carry()}>
      {t(done ? "copied" : "copy")}
    </Button>
  );
}
