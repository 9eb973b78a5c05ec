import { Button, Input, Tooltip } from "antd";
import { Languages } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Labels } from "@/api/metadata";
import { textOf, useLocale } from "@/design/text";

import styles from "./LabelsInput.module.css";

const LOCALES: [string, string][] = [
  ["zh-CN", "简"],
  ["zh-TW", "繁"],
  ["en", "EN"],
];

interface Props {
  value: Labels | null | undefined;
  onChange: (value: Labels) => void;
  id?: string;
  /** What is written, where there is no label beside it. */
  name?: string;
  placeholder?: string;
  lines?: boolean;
  autoFocus?: boolean;
  status?: "error";
}

/** One text in the language that is spoken; the other languages when they are asked for. */
export function LabelsInput({ value, onChange, id, name, placeholder, lines, autoFocus, status }: Props) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const Box = lines ? Input.TextArea : Input;
  const set = (key: string, text: string) => {
    const rest = Object.fromEntries(Object.entries(value ?? {}).filter(([one]) => one !== key));
    onChange(text ? { ...rest, [key]: text } : rest);
  };
  const sized = lines ? { autoSize: { minRows: 2, maxRows: 6 } } : {};
  return (
    <div className={styles.labels}>
      <div className={styles.first}>
        <Box
          id={id}
          aria-label={id ? undefined : name}
          value={value?.[locale] ?? ""}
          placeholder={textOf(value, locale) || placeholder}
          onChange={(event) => set(locale, event.target.value)}
          autoFocus={autoFocus}
          onFocus={autoFocus ? (event) => event.target.select() : undefined}
          status={status}
          maxLength={lines ? 2000 : 200}
          {...sized}
        />
        <Tooltip title={t("labels.more")}>
          <Button type="text" aria-label={t("labels.more")} aria-expanded={open} icon={<Languages size={15} />} onClick={() => setOpen(!open)} />
        </Tooltip>
      </div>
      {open &&
        LOCALES.filter(([key]) => key !== locale).map(([key, short]) => (
          <Box
            key={key}
            value={value?.[key] ?? ""}
            onChange={(event: React.ChangeEvent<HTMLInputElement & HTMLTextAreaElement>) => set(key, event.target.value)}
            aria-label={`${name ?? t("labels.text")} (${short})`}
            {...(lines ? sized : { prefix: <span className={styles.short}>{short}</span> })}
          />
        ))}
    </div>
  );
}
