/** Languages: each room brings its own texts (`locales/<language>.json`), loaded when it is first shown. */
import i18next, { type ReadCallback } from "i18next";
import { initReactI18next } from "react-i18next";

import { speak } from "@/api/client";
import type { Locale } from "@/design/look";

type Texts = Record<string, unknown>;
const files = import.meta.glob<{ default: Texts }>(
  ["../features/*/locales/*.json", "../metadata-ui/locales/*.json", "../fields/locales/*.json", "./locales/*.json"],
);

function pathOf(locale: string, room: string): string {
  if (room === "app") return `./locales/${locale}.json`;
  return room === "fields" || room === "metadata-ui" ? `../${room}/locales/${locale}.json` : `../features/${room}/locales/${locale}.json`;
}

const backend = {
  type: "backend" as const,
  init() {},
  read(locale: string, room: string, done: ReadCallback) {
    const load = files[pathOf(locale, room)];
    if (!load) return done(new Error(`no texts for ${room} in ${locale}`), false);
    load().then(
      (texts) => done(null, texts.default as never),
      (reason) => done(reason, false),
    );
  },
};

/** Starts with this language; the texts of the frame are there when it resolves. */
export async function startLanguages(locale: Locale): Promise<void> {
  speak(locale);
  await i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: locale,
      fallbackLng: false,
      load: "currentOnly",
      ns: ["app"],
      defaultNS: "app",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      returnNull: false,
    });
  show(locale);
}

/** Changes the language; screens follow by themselves. */
export async function changeLanguage(locale: Locale): Promise<void> {
  speak(locale);
  await i18next.changeLanguage(locale);
  show(locale);
}

function show(locale: Locale): void {
  document.documentElement.lang = locale;
}
