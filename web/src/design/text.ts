/** Labels in the language that is spoken. */
import { useCallback } from "react";
import { useTranslation } from "react-i18next";

type Labels = Readonly<Record<string, string>>;

/** The text of a label for a locale: exact, else the same language, else English, else whatever there is. */
export function textOf(labels: Labels | null | undefined, locale: string, fallback = ""): string {
  if (!labels) return fallback;
  const language = locale.split("-")[0]!;
  return (
    labels[locale] ??
    Object.entries(labels).find(([key]) => key.split("-")[0] === language)?.[1] ??
    labels.en ??
    Object.values(labels)[0] ??
    fallback
  );
}

/** `labelOf(field.label, field.name)` in the language that is spoken. */
export function useLabels(): (labels: Labels | null | undefined, fallback?: string) => string {
  const { i18n } = useTranslation();
  return useCallback((labels, fallback) => textOf(labels, i18n.language, fallback), [i18n.language]);
}

/** The locale that is spoken, for formats. */
export function useLocale(): string {
  return useTranslation().i18n.language;
}
