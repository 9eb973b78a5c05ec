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
  /** In a row of other things: the other languages are offered while it is being written in. */
  compact?: boolean;
}

interface TextProps {
  value: string;
  onChange: (text: string) => void;
  id?: string;
  name?: string;
  lines?: boolean;
  short?: string;
  placeholder?: string;
  autoFocus?: boolean;
  status?: "error";
}

function Text({ lines, short, name, autoFocus, onChange, ...rest }: TextProps) {
  const shared = { ...rest, "aria-label": name, autoFocus };
  return lines ? (
    <Input.TextArea {...shared} maxLength={2000} autoSize={{ minRows: 2, maxRows: 6 }} onChange={(event) => onChange(event.target.value)} />
  ) : (
    <Input
      {...shared}
      maxLength={200}
      prefix={short && <span className={styles.short}>{short}</span>}
      onFocus={autoFocus ? (event) => event.target.select() : undefined}
      onChange={(event) => onChange(event.target.value)}
    />
  );
}

/** One text in the language that is spoken; the other languages when they are asked for. */
export function LabelsInput({ value, onChange, id, name, placeholder, lines, autoFocus, status, compact }: Props) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  const set = (key: string, text: string) => {
    const rest = Object.fromEntries(Object.entries(value ?? {}).filter(([one]) => one !== key));
    onChange(text ? { ...rest, [key]: text } : rest);
  };
  return (
    <div className={`${styles.labels} ${compact ? styles.compact : ""}`}>
      <div className={styles.first}>
        <Text
          id={id}
          lines={lines}
          name={id ? undefined : name}
          value={value?.[locale] ?? ""}
          placeholder={textOf(value, locale) || placeholder}
          onChange={(text) => set(locale, text)}
          autoFocus={autoFocus}
          status={status}
        />
        <Tooltip title={t("labels.more")}>
          <Button type="text" aria-label={t("labels.more")} aria-expanded={open} icon={<Languages size={15} />} onClick={() => setOpen(!open)} />
        </Tooltip>
      </div>
      {open &&
        LOCALES.filter(([key]) => key !== locale).map(([key, short]) => (
          <Text key={key} lines={lines} short={short} name={`${name ?? t("labels.text")} (${short})`} value={value?.[key] ?? ""} onChange={(text) => set(key, text)} />
        ))}
    </div>
  );
}
