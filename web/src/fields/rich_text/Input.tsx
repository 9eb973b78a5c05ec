import { Button, Input as TextInput } from "antd";
import { Bold, Heading, Italic, Link2, List, ListOrdered, type LucideIcon, Strikethrough, TextQuote, Underline } from "lucide-react";
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import cells from "../shared/cells.module.css";
import type { InputProps } from "../types";
import styles from "./Input.module.css";
import { plainText, sanitized } from "./sanitize";

const TOOLS: [name: string, icon: LucideIcon, command: string, argument?: string][] = [
  ["bold", Bold, "bold"],
  ["italic", Italic, "italic"],
  ["underline", Underline, "underline"],
  ["strike", Strikethrough, "strikeThrough"],
  ["heading", Heading, "formatBlock", "h3"],
  ["list", List, "insertUnorderedList"],
  ["numbers", ListOrdered, "insertOrderedList"],
  ["quote", TextQuote, "formatBlock", "blockquote"],
];

/** The browser's own editing, with a few buttons; what is pasted loses everything that the server would not keep. */
export function Input({ value, onChange, id, label, invalid, disabled, autoFocus, onDone }: InputProps) {
  const { t } = useTranslation("fields");
  const body = useRef<HTMLDivElement>(null);
  const given = useRef<string | null>(null);
  const kept = useRef<Range | null>(null);
  const [address, setAddress] = useState<string | null>(null);
  const [active, setActive] = useState<string[]>([]);

  useEffect(() => {
    const html = String(value ?? "");
    if (body.current && given.current !== html) {
      body.current.innerHTML = sanitized(html);
      given.current = html;
    }
  }, [value]);
  useEffect(() => {
    document.execCommand("defaultParagraphSeparator", false, "p");
    if (autoFocus) body.current?.focus();
  }, [autoFocus]);

  function changed() {
    const html = body.current!.innerHTML;
    const empty = !/<(img|hr)/i.test(html) && plainText(html) === "";
    given.current = empty ? "" : sanitized(html);
    onChange(empty ? null : given.current);
  }
  function act(command: string, argument?: string) {
    body.current?.focus();
    const block = argument && document.queryCommandValue("formatBlock").toLowerCase() === argument ? "p" : argument;
    document.execCommand(command, false, block);
    look();
    changed();
  }
  function look() {
    const block = document.queryCommandValue("formatBlock").toLowerCase();
    setActive(TOOLS.filter(([, , command, argument]) => (argument ? block === argument : document.queryCommandState(command))).map(([name]) => name));
  }
  function link() {
    const selection = getSelection();
    if (kept.current) {
      selection?.removeAllRanges();
      selection?.addRange(kept.current);
    }
    const href = address?.trim();
    setAddress(null);
    if (href) act("createLink", /^(https?:|mailto:|tel:)/i.test(href) ? href : `https://${href}`);
  }
  function askLink() {
    const selection = getSelection();
    kept.current = selection?.rangeCount && body.current?.contains(selection.anchorNode) ? selection.getRangeAt(0).cloneRange() : null;
    setAddress("");
  }

  return (
    <div className={`${styles.editor} ${invalid ? styles.invalid : ""}`}>
      {!disabled && (
        <div className={styles.tools} role="toolbar" aria-label={t("rich_text.tools")}>
          {TOOLS.map(([name, Icon, command, argument]) => (
            <button
              key={name}
              type="button"
              className={styles.tool}
              aria-label={t(`rich_text.${name}`)}
              title={t(`rich_text.${name}`)}
              aria-pressed={active.includes(name)}
              onMouseDown={(event) => event.preventDefault()}
              onClick={() => act(command, argument)}
            >
              <Icon size={15} aria-hidden />
            </button>
          ))}
          <button type="button" className={styles.tool} aria-label={t("rich_text.link")} title={t("rich_text.link")} onMouseDown={(event) => event.preventDefault()} onClick={askLink}>
            <Link2 size={15} aria-hidden />
          </button>
        </div>
      )}
      {address !== null && (
        <div className={styles.link}>
          <TextInput
            size="small"
            autoFocus
            value={address}
            placeholder="https://"
            aria-label={t("rich_text.link")}
            onChange={(event) => setAddress(event.target.value)}
            onKeyDown={(event) => {
              if (event.key === "Escape") event.stopPropagation();
              if (event.key === "Enter") link();
              else if (event.key === "Escape") setAddress(null);
            }}
          />
          <Button size="small" type="primary" onClick={link}>
            {t("ok")}
          </Button>
        </div>
      )}
      <div
        ref={body}
        id={id}
        className={`${styles.body} ${cells.rich}`}
        contentEditable={!disabled}
        role="textbox"
        aria-multiline
        aria-label={label}
        aria-labelledby={label === undefined && id ? `${id}-label` : undefined}
        aria-invalid={invalid || undefined}
        tabIndex={0}
        onInput={changed}
        onKeyUp={look}
        onMouseUp={look}
        onKeyDown={(event) => event.key === "Enter" && (event.ctrlKey || event.metaKey) && onDone?.()}
        onPaste={(event) => {
          const html = event.clipboardData.getData("text/html");
          if (!html) return;
          event.preventDefault();
          document.execCommand("insertHTML", false, sanitized(html));
        }}
      />
    </div>
  );
}
