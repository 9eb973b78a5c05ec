/** How the app looks for this person: theme, language, a narrow or wide navigation. Kept in the browser, and with the person. */
import { create } from "zustand";
import { persist } from "zustand/middleware";

import { savePreferences } from "@/api/session";

import { useDarkness } from "./media";
import type { ThemeName } from "./theme";

export const LOCALES = ["zh-CN", "zh-TW", "en"] as const;
export type Locale = (typeof LOCALES)[number];
export const LOCALE_NAMES: Record<Locale, string> = { "zh-CN": "简体中文", "zh-TW": "繁體中文", en: "English" };

export const THEMES = ["system", "light", "dark"] as const;
export type ThemeChoice = ThemeName | "system";

/** The locale among ours that fits best what a browser or a user asks for. */
export function fitting(wanted: string | undefined | null): Locale {
  const text = (wanted ?? "").toLowerCase();
  if (/^zh-(tw|hk|mo|hant)/.test(text)) return "zh-TW";
  if (text.startsWith("zh")) return "zh-CN";
  return text.startsWith("en") ? "en" : "zh-CN";
}

interface Look {
  theme: ThemeChoice;
  locale: Locale;
  slim: boolean;
}

const KEY = "luopan.look";

/** Written flat, as `first-paint.js` reads it. */
export const useLook = create<Look>()(
  persist((): Look => ({ theme: "system", locale: fitting(navigator.language), slim: false }), {
    name: KEY,
    storage: {
      getItem: (name) => {
        const kept = localStorage.getItem(name);
        return kept ? { state: JSON.parse(kept) as Look } : null;
      },
      setItem: (name, value) => localStorage.setItem(name, JSON.stringify(value.state)),
      removeItem: (name) => localStorage.removeItem(name),
    },
  }),
);

/** The theme that is shown: the chosen one, or the system's. */
export function useThemeName(): ThemeName {
  const chosen = useLook((look) => look.theme);
  const system = useDarkness();
  return chosen === "system" ? (system ? "dark" : "light") : chosen;
}

/** Keeps a choice in this browser at once, and with the person for their other devices. */
export function chooseLook(look: Partial<Look>): void {
  useLook.setState(look);
  const { theme, locale } = useLook.getState();
  savePreferences({ theme, locale }).catch(() => undefined); // this browser keeps it in any case
}
