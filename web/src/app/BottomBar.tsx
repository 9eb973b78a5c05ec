import { Link, useLocation } from "@tanstack/react-router";
import { Drawer } from "antd";
import { House, Menu, Plus, Search } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/design/Icon";

import styles from "./BottomBar.module.css";
import { CreateMenu } from "./CreateMenu";
import { Groups } from "./Navigation";
import { useNavigation } from "./navigation";
import { openPalette } from "./palette";

/** The bar at the thumb: home, what is used most, new, search, everything else. */
export function BottomBar() {
  const { t } = useTranslation();
  const [more, setMore] = useState(false);
  const { pathname } = useLocation();
  const first = useNavigation()
    .flatMap((group) => group.items)
    .find((item) => item.to.startsWith("/objects/"));
  return (
    <nav className={styles.bar} aria-label={t("nav.label")}>
      <Link to="/" aria-current={pathname === "/" ? "page" : undefined}>
        <House size={20} aria-hidden />
        {t("screens.home")}
      </Link>
      {first && (
        <Link to={first.to} aria-current={`${pathname}/`.startsWith(`${first.to}/`) ? "page" : undefined}>
          <Icon name={first.icon} size={20} />
          {first.label}
        </Link>
      )}
      <CreateMenu placement="top">
        <button className={styles.create} aria-label={t("create.label")}>
          <Plus size={22} aria-hidden />
        </button>
      </CreateMenu>
      <button onClick={openPalette}>
        <Search size={20} aria-hidden />
        {t("search.short")}
      </button>
      <button onClick={() => setMore(true)} aria-expanded={more}>
        <Menu size={20} aria-hidden />
        {t("nav.more")}
      </button>
      <Drawer open={more} onClose={() => setMore(false)} placement="bottom" size="72%" title={t("nav.label")} rootClassName={styles.sheet}>
        <Groups onChosen={() => setMore(false)} />
      </Drawer>
    </nav>
  );
}
