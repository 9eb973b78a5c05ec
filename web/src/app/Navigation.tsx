import { Link, useLocation } from "@tanstack/react-router";
import { PanelLeftClose, PanelLeftOpen } from "lucide-react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/design/Icon";
import { useLook } from "@/design/look";
import { Mark } from "@/design/Mark";

import styles from "./Navigation.module.css";
import { type Group, type Item, useNavigation } from "./navigation";

/** The slim bar at the left. */
export function Navigation() {
  const { t } = useTranslation();
  const slim = useLook((look) => look.slim);
  const label = t(slim ? "nav.widen" : "nav.slim");
  return (
    <nav className={`${styles.nav} ${slim ? styles.slim : ""}`} aria-label={t("nav.label")}>
      <Link to="/" className={styles.brand}>
        <Mark size={28} />
        <span>
          Luopan <em lang="zh-CN">罗盘</em>
        </span>
      </Link>
      <div className={styles.scroll}>
        <Groups />
      </div>
      <button className={styles.collapse} onClick={() => useLook.setState({ slim: !slim })} aria-label={label} title={label}>
        {slim ? <PanelLeftOpen size={16} aria-hidden /> : <PanelLeftClose size={16} aria-hidden />}
        <span>{label}</span>
      </button>
    </nav>
  );
}

/** All groups; on phones they stand in the "more" sheet. */
export function Groups({ onChosen }: { onChosen?: () => void }) {
  return useNavigation().map((group) => <GroupOf key={group.key} group={group} onChosen={onChosen} />);
}

function GroupOf({ group, onChosen }: { group: Group; onChosen?: () => void }) {
  return (
    <section className={styles.group}>
      {group.label && <h2>{group.label}</h2>}
      <ul>
        {group.items.map((item) => (
          <li key={item.key}>
            <Entry item={item} onChosen={onChosen} />
          </li>
        ))}
      </ul>
    </section>
  );
}

function Entry({ item, onChosen }: { item: Item; onChosen?: () => void }) {
  const { pathname } = useLocation();
  const here = item.to === "/" ? pathname === "/" : pathname === item.to || pathname.startsWith(`${item.to}/`);
  return (
    <Link to={item.to} search={item.search} className={styles.entry} aria-current={here ? "page" : undefined} title={item.label} onClick={onChosen}>
      <Icon name={item.icon} />
      <span className="ellipsis">{item.label}</span>
    </Link>
  );
}
