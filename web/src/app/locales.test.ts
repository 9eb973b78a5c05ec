/** Every room says the same things in all three languages. */
import { expect, test } from "vitest";

import { LOCALES } from "@/design/look";

type Texts = { [key: string]: string | Texts };
const files = import.meta.glob<Texts>("../**/locales/*.json", { eager: true, import: "default" });
const rooms = [...new Set(Object.keys(files).map((path) => path.replace(/\/[^/]+$/, "")))];

/** Keys of all texts; forms of number count as one, since languages have different ones. */
function keysOf(texts: Texts, before = ""): string[] {
  return Object.entries(texts).flatMap(([key, value]) =>
    typeof value === "string" ? [before + key.replace(/_(one|other)$/, "")] : keysOf(value, `${before}${key}.`),
  );
}

const variablesOf = (text: string) => [...text.matchAll(/\{\{(\w+)/g)].map((found) => found[1]).sort();

test.each(rooms)("%s", (room) => {
  const [simplified, traditional, english] = LOCALES.map((locale) => [...new Set(keysOf(files[`${room}/${locale}.json`]!))].sort());
  expect(traditional).toEqual(simplified);
  expect(english).toEqual(simplified);
});

test("texts use the same variables in Chinese, simplified and traditional", () => {
  const walk = (a: Texts, b: Texts, place: string): string[] =>
    Object.entries(a).flatMap(([key, value]) => {
      const other = b[key];
      if (typeof value !== "string") return typeof other === "object" ? walk(value, other, `${place}.${key}`) : [];
      return typeof other === "string" && variablesOf(value).join() !== variablesOf(other).join() ? [`${place}.${key}`] : [];
    });
  expect(rooms.flatMap((room) => walk(files[`${room}/zh-CN.json`]!, files[`${room}/zh-TW.json`]!, room))).toEqual([]);
});
