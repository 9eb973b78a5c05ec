import { Button, Input, Select, Tooltip } from "antd";
import { ArchiveRestore, Archive, Plus, Trash2 } from "lucide-react";
import { type ClipboardEvent, useState } from "react";
import { useTranslation } from "react-i18next";

import type { Option } from "@/api/metadata";
import { COLORS } from "@/design/tokens";
import { textOf, useLocale } from "@/design/text";

import { freeName, nameOf } from "../../model/names";
import { useWorkshop } from "../../model/store";
import type { FieldDef } from "../../model/types";
import { ColorDot } from "../../parts/ColorDot";
import { LabelsInput } from "../../parts/LabelsInput";
import { SortableList } from "../../parts/SortableList";
import styles from "./Settings.module.css";
import type { SettingsProps } from "./types";

export const CATEGORIES = ["open", "won", "lost", "done", "cancelled"];

/** Options may be written as plain keys. */
export const optionsOf = (field: FieldDef): Option[] =>
  ((field.options as (Option | string)[] | undefined) ?? []).map((one) => (typeof one === "string" ? { value: one } : one));

/** More options, one for each text that none has yet. */
export function withOptions(options: Option[], texts: string[], locale: string): Option[] {
  const all = [...options];
  for (const text of texts.map((one) => one.trim()).filter(Boolean)) {
    if (all.some((option) => textOf(option.label, locale, option.value) === text)) continue;
    const value = freeName(nameOf(text), all.map((option) => option.value), "option");
    all.push({ value, label: { [locale]: text }, color: COLORS[all.length % (COLORS.length - 1)] });
  }
  return all;
}

/** The choices: their names, colours, what they mean, their order. What is published can be retired, not removed. */
export function OptionsEditor({ object, field, set, categories }: SettingsProps & { categories?: boolean }) {
  const { t } = useTranslation("build");
  const locale = useLocale();
  const [text, setText] = useState("");
  const published = useWorkshop((state) => state.base.get(object.id)?.fields.find((one) => one.id === field.id));
  const known = new Set(published ? optionsOf(published).map((option) => option.value) : []);
  const options = optionsOf(field);
  const put = (at: number, keys: Partial<Option>, tag = "") =>
    set({ options: options.map((one, index) => (index === at ? Object.fromEntries(Object.entries({ ...one, ...keys }).filter(([, value]) => value !== undefined)) : one)) }, tag);
  const add = (texts: string[]) => {
    set({ options: withOptions(options, texts, locale) });
    setText("");
  };
  const pasted = (event: ClipboardEvent) => {
    const lines = event.clipboardData.getData("text").split(/[\n;；、]+/);
    if (lines.length < 2) return;
    event.preventDefault();
    add(lines);
  };
  return (
    <>
      <SortableList items={options} idOf={(option) => option.value} nameOf={(option) => textOf(option.label, locale, option.value)} onMove={(next) => set({ options: next })}>
        {(option, at) => {
          const name = textOf(option.label, locale, option.value);
          return (
            <span className={`${styles.option} ${option.retired ? styles.retired : ""}`}>
              <ColorDot name={name} value={option.color} onChange={(color) => put(at, { color })} />
              <span>
                <LabelsInput compact name={t("settings.option", { name })} value={option.label} placeholder={option.value} onChange={(label) => put(at, { label }, `option${at}`)} />
              </span>
              {categories && (
                <Select
                  allowClear
                  aria-label={t("settings.category", { name })}
                  placeholder={t("settings.category_none")}
                  value={option.category}
                  style={{ width: 84, flex: "none" }}
                  popupMatchSelectWidth={false}
                  options={CATEGORIES.map((value) => ({ value, label: t(`categories.${value}`) }))}
                  onChange={(category) => put(at, { category })}
                />
              )}
              {known.has(option.value) ? (
                <Tooltip title={t(option.retired ? "settings.unretire" : "settings.retire")}>
                  <Button type="text" aria-label={`${t(option.retired ? "settings.unretire" : "settings.retire")}: ${name}`} icon={option.retired ? <ArchiveRestore size={15} /> : <Archive size={15} />} onClick={() => put(at, { retired: option.retired ? undefined : true })} />
                </Tooltip>
              ) : (
                <Button type="text" aria-label={`${t("remove")}: ${name}`} icon={<Trash2 size={15} />} onClick={() => set({ options: options.filter((one) => one !== option) })} />
              )}
            </span>
          );
        }}
      </SortableList>
      <div className={styles.add}>
        <Input value={text} placeholder={t("settings.option_new")} aria-label={t("settings.option_new")} maxLength={100} onChange={(event) => setText(event.target.value)} onPressEnter={() => add([text])} onPaste={pasted} />
        <Button icon={<Plus size={15} />} disabled={!text.trim()} onClick={() => add([text])}>
          {t("add")}
        </Button>
      </div>
    </>
  );
}
