/** A condition in words, in the language that is spoken. */
import { useQueries } from "@tanstack/react-query";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";

import type { Condition } from "@/api/condition";
import { type Field, useModel } from "@/api/metadata";
import { queryRecords } from "@/api/records";
import { useMe } from "@/api/session";
import { formatDate, formatDateTime, formatNumber } from "@/design/format";
import { useLabels, useLocale } from "@/design/text";

import { namedRecords, type Vocabulary, words } from "./ConditionTextWords";
import { useFieldLabel } from "./FieldPickerLabels";

export function ConditionText({ object, condition }: { object: string; condition: Condition }) {
  return <>{useConditionText(object, condition)}</>;
}

export function useConditionText(object: string, condition: Condition): string {
  const titles = useTitlesIn(object, condition);
  const vocabulary = useVocabulary();
  return useMemo(() => words(object, condition, { ...vocabulary, title: titles }), [object, condition, vocabulary, titles]);
}

/** What words a language has for conditions; titles of records are read apart. */
export function useVocabulary(): Omit<Vocabulary, "title"> {
  const model = useModel();
  const { t } = useTranslation("metadata-ui");
  const { t: ofFields } = useTranslation("fields");
  const locale = useLocale();
  const labelOf = useLabels();
  const fieldLabel = useFieldLabel();
  const { zone } = useMe().workspace;
  return useMemo(
    () => ({
      model,
      say: (key, params) => t(`filter.${key}`, params ?? {}),
      moment: (name, count) => within(ofFields(`moment.${name}`, { count })),
      offset: (count, unit) => new Intl.RelativeTimeFormat(locale).format(count, unit),
      fieldLabel,
      objectLabel: (object) => labelOf(object.label, object.name),
      value: (field: Field, value: unknown): string => {
        const option = field.options?.find((one) => one.value === value);
        if (option) return labelOf(option.label, option.value);
        if (typeof value === "boolean") return ofFields(value ? "boolean.yes" : "boolean.no");
        if (field.type === "date" && typeof value === "string") return formatDate(value, locale);
        if (field.type === "datetime" && typeof value === "string") return formatDateTime(value, locale, zone);
        if (typeof value === "object" && value !== null && "amount" in value) return formatNumber(String(value.amount), locale);
        if (isNumeric(field, value)) return formatNumber(value as string, locale) + (field.type === "percent" ? "%" : "");
        return t("filter.words.quoted", { text: typeof value === "object" ? JSON.stringify(value) : String(value) });
      },
    }),
    [model, t, ofFields, locale, labelOf, fieldLabel, zone],
  );
}

/** A phrase as it stands within a sentence. */
const within = (text: string) => text.charAt(0).toLowerCase() + text.slice(1);

const NUMERIC = new Set(["integer", "decimal", "money", "percent", "rating"]);
const isNumeric = (field: Field, value: unknown) => NUMERIC.has(field.type) && value !== "" && Number.isFinite(Number(value));

function useTitlesIn(object: string, condition: Condition): (id: string) => string {
  const model = useModel();
  const { t } = useTranslation("metadata-ui");
  const asked = useMemo(() => [...namedRecords(model, object, condition)], [model, object, condition]);
  return useQueries({
    queries: asked.map(([target, ids]) => {
      const title = model.object(target)?.title;
      return {
        queryKey: ["titles", target, ids],
        queryFn: () =>
          queryRecords(target, { select: title ? ["id", title] : ["id"], where: { field: "id", op: "in", value: ids }, limit: Math.min(1_000, ids.length) }),
        staleTime: 300_000,
      };
    }),
    combine: (results) => {
      const known = new Map<string, string>();
      results.forEach(({ data }, at) => {
        const title = model.object(asked[at]![0])?.title;
        data?.records.forEach((row) => known.set(row.id, String((title && row[title]) ?? row.id.slice(-6))));
      });
      const pending = results.some((one) => one.isPending);
      return (id: string) => known.get(id) ?? (pending ? "…" : t("filter.words.hidden"));
    },
  });
}
