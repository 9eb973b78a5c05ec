import { Button } from "antd";
import { Check, Copy } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import styles from "./parts.module.css";

/** A text to carry away, with a button that copies it. */
export function Copied({ text, label }: { text: string; label: string }) {
  const { t } = useTranslation("settings");
  const [done, setDone] = useState(false);
  const copy = async () => {
    await navigator.clipboard.writeText(text);
    setDone(true);
    setTimeout(() => setDone(false), 2_000);
  };
  return (
    <div className={styles.secret}>
      <code aria-label={label}>{text}</code>
      <Button size="small" icon={done ? <Check size={14} aria-hidden /> : <Copy size={14} aria-hidden />} onClick={() => void copy()}>
        {t(done ? "copied" : "copy")}
      </Button>
    </div>
  );
}
