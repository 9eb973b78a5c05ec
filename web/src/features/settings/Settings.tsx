import { Link, useLocation } from "@tanstack/react-router";
import { ChevronLeft, ChevronRight, Lock, SearchX } from "lucide-react";
import { Suspense } from "react";
import { useTranslation } from "react-i18next";

import { useModel } from "@/api/metadata";
import { useMe } from "@/api/session";
import { usePhone } from "@/design/media";
import { Message, Skeleton } from "@/design/States";

import { GROUPS, mayOpen, type SettingsSection } from "./sections";
import styles from "./Settings.module.css";

const FIRST = "profile";

/** `/settings/…`: oneself, the organisation, who may do what, what has happened. Phones see a list first. */
export function Settings() {
  const { t } = useTranslation("settings");
  const phone = usePhone();
  const { pathname } = useLocation();
  const [name, ...rest] = pathname.split("/").slice(2).filter(Boolean);
  if (phone && !name)
    return (
      <div className={styles.list}>
        <h1>{t("title")}</h1>
        <Sections />
      </div>
    );
  const shown = name ?? FIRST;
  return (
    <div className={styles.settings}>
      {!phone && (
        <aside className={styles.side}>
          <p className={styles.heading}>{t("title")}</p>
          <Sections current={shown} />
        </aside>
      )}
      <div className={styles.body}>
        {phone && (
          <Link to={rest.length ? `/settings/${shown}` : "/settings"} className={styles.back}>
            <ChevronLeft size={16} aria-hidden />
            {rest.length ? t(`sections.${shown}`) : t("title")}
          </Link>
        )}
        <SectionOf name={shown} rest={rest.map(decodeURIComponent)} />
      </div>
    </div>
  );
}

function SectionOf({ name, rest }: { name: string; rest: string[] }) {
  const { t } = useTranslation("settings");
  const me = useMe();
  const model = useModel();
  const section = GROUPS.flatMap((group) => group.sections).find((one) => one.name === name);
  if (!section) return <Message icon={<SearchX />} title={t("unknown")} action={<Link to="/settings">{t("title")}</Link>} />;
  if (!mayOpen(section, me, model))
    return (
      <Message icon={<Lock />} title={t("no_right")}>
        {t("no_right_text")}
      </Message>
    );
  return (
    <Suspense key={name} fallback={<Skeleton lines={6} />}>
      <section.Screen rest={rest} />
    </Suspense>
  );
}

function Sections({ current }: { current?: string }) {
  const { t } = useTranslation("settings");
  const me = useMe();
  const model = useModel();
  const groups = GROUPS.map((group) => ({ ...group, sections: group.sections.filter((one) => mayOpen(one, me, model)) }));
  return (
    <nav className={styles.nav} aria-label={t("title")}>
      {groups
        .filter((group) => group.sections.length > 0)
        .map((group) => (
          <section key={group.name}>
            <h2>{t(`groups.${group.name}`)}</h2>
            <ul>
              {group.sections.map((one) => (
                <li key={one.name}>
                  <Entry section={one} current={one.name === current} />
                </li>
              ))}
            </ul>
          </section>
        ))}
    </nav>
  );
}

function Entry({ section: { name, icon: Shown }, current }: { section: SettingsSection; current: boolean }) {
  const { t } = useTranslation("settings");
  return (
    <Link to={`/settings/${name}`} className={styles.entry} aria-current={current ? "page" : undefined}>
      <Shown size={16} strokeWidth={1.75} aria-hidden />
      <span className="ellipsis">{t(`sections.${name}`)}</span>
      <ChevronRight size={15} aria-hidden className={styles.more} />
    </Link>
  );
}
