import { useSearch } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";

import { Mark } from "@/design/Mark";

import { ChoosePassword } from "./ChoosePassword";
import { Looks } from "./Looks";
import { PasswordSteps } from "./PasswordSteps";
import { Rose } from "./Rose";
import styles from "./SignIn.module.css";

/** `/login`: who are you? With `?token=` of an invitation or reset: choose a password. Afterwards it goes to `?to=`. */
export function SignIn() {
  const { t } = useTranslation("sign-in");
  const { to, token } = useSearch({ strict: false }) as { to?: unknown; token?: unknown };
  return (
    <div className={styles.screen}>
      <aside className={styles.side}>
        <Rose className={styles.rose} />
        <div className={styles.brand}>
          <Mark size={34} />
          <span>
            Luopan <em lang="zh-CN">罗盘</em>
          </span>
        </div>
        <p className={styles.motto}>
          {t("motto")}
          <small>{t("motto_note")}</small>
        </p>
      </aside>
      <main className={styles.main}>
        <Looks />
        {typeof token === "string" && token ? <ChoosePassword key={token} token={token} to={to} /> : <PasswordSteps to={to} />}
      </main>
    </div>
  );
}
