/** Languages: each room brings its own texts (`locales/<language>.json`), loaded when it is first shown. */
import type { Locale as ComponentTexts } from "antd/es/locale";
import dayjs from "dayjs";
import i18next, { type ReadCallback } from "i18next";
import { initReactI18next } from "react-i18next";

import { speak } from "@/api/client";
import type { Locale } from "@/design/look";

export type { ComponentTexts };

/** What the components of the design library say, and how dates are written. */
const components: Record<Locale, () => Promise<{ default: ComponentTexts }>> = {
  "zh-CN": () => import("antd/es/locale/zh_CN"),
  "zh-TW": () => import("antd/es/locale/zh_TW"),
  en: () => import("antd/es/locale/en_US"),
};
const dates: Record<Locale, () => Promise<unknown>> = {
  "zh-CN": () => import("dayjs/locale/zh-cn"),
  "zh-TW": () => import("dayjs/locale/zh-tw"),
  en: () => import("dayjs/locale/en"),
};

async function componentTexts(locale: Locale): Promise<ComponentTexts> {
  const [texts] = await Promise.all([components[locale](), dates[locale]()]);
  dayjs.locale(locale.toLowerCase());
  return texts.default;
}

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

let started: Promise<unknown>;

/** Starts with this language; the texts of the frame and of the components are there when it resolves. */
export async function startLanguages(locale: Locale): Promise<ComponentTexts> {
  speak(locale);
  started = i18next
    .use(backend)
    .use(initReactI18next)
    .init({
      lng: locale,
      fallbackLng: false,
      load: "currentOnly",
      ns: ["app", "notifications"],
      defaultNS: "app",
      interpolation: { escapeValue: false },
      react: { useSuspense: true },
      returnNull: false,
    });
  const [texts] = await Promise.all([componentTexts(locale), started]);
  show(locale);
  return texts;
}

/** Loads the texts of rooms beside their code: what waits for its texts on the screen is drawn twice. */
export async function loadTexts(...rooms: string[]): Promise<void> {
  await started;
  await i18next.loadNamespaces(rooms);
}

/** Changes the language; screens follow by themselves. */
export async function changeLanguage(locale: Locale): Promise<ComponentTexts> {
  speak(locale);
  const [texts] = await Promise.all([componentTexts(locale), i18next.changeLanguage(locale)]);
  show(locale);
  return texts;
}

function show(locale: Locale): void {
  document.documentElement.lang = locale;
}
