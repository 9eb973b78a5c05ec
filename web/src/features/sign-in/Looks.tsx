import { Monitor, Moon, Sun } from "lucide-react";
import { useTranslation } from "react-i18next";

import { LOCALE_NAMES, LOCALES, THEMES, useLook } from "@/design/look";

import styles from "./SignIn.module.css";

const SHORT = { "zh-CN": "简", "zh-TW": "繁", en: "EN" } as const;
const ICONS = { system: Monitor, light: Sun, dark: Moon } as const;

/** Language and theme, before anybody has signed in. */
export function Looks() {
  const { t } = useTranslation("sign-in");
  const { locale, theme } = useLook();
  const Shown = ICONS[theme];
  const next = THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length]!;
  const label = t("theme.label", { theme: t(`theme.${theme}`) });
  return (
    <div className={styles.looks}>
      <div role="group" aria-label={t("language")} className={styles.languages}>
        {LOCALES.map((name) => (
          <button key={name} lang={name} aria-pressed={name === locale} aria-label={`${SHORT[name]} ${LOCALE_NAMES[name]}`} title={LOCALE_NAMES[name]} onClick={() => useLook.setState({ locale: name })}>
            {SHORT[name]}
          </button>
        ))}
      </div>
      <button className={styles.theme} aria-label={label} title={label} onClick={() => useLook.setState({ theme: next })}>
        <Shown size={16} aria-hidden />
      </button>
    </div>
  );
}
