/** How the app looks for this person: theme, language, a narrow or wide navigation. Kept in the browser, and with the person. */
import { create } from "zustand";
import { persist } from "zustand/middleware";

import { useDarkness } from "@/design/media";
import type { ThemeName } from "@/design/theme";

import { fitting, type Locale } from "./i18n";

export type ThemeChoice = ThemeName | "system";

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
