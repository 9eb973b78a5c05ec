import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { App, Dropdown, type MenuProps } from "antd";
import { Languages, LogOut, MoonStar, Settings } from "lucide-react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { useMe } from "@/api/session";
import { Avatar } from "@/design/Avatar";
import { useSentence } from "@/design/sentence";
import { chooseLook, LOCALE_NAMES, LOCALES, THEMES, useLook } from "@/design/look";

import styles from "./TopBar.module.css";

export function UserMenu() {
  const { t } = useTranslation();
  const me = useMe();
  const navigate = useNavigate();
  const client = useQueryClient();
  const { message } = App.useApp();
  const sentenceOf = useSentence();
  const { theme, locale } = useLook();
  const leave = async () => {
    try {
      await send("POST", "/api/auth/logout");
    } catch (error) {
      return void message.error(sentenceOf(error));
    }
    client.clear();
    await navigate({ to: "/login" });
  };
  const items: MenuProps["items"] = [
    { key: "who", type: "group", label: `${me.name} · ${me.workspace.name}` },
    { key: "settings", icon: <Settings size={15} aria-hidden />, label: t("screens.settings"), onClick: () => void navigate({ to: "/settings" }) },
    {
      key: "theme",
      icon: <MoonStar size={15} aria-hidden />,
      label: t("theme.label"),
      children: THEMES.map((name) => ({ key: name, label: t(`theme.${name}`), onClick: () => chooseLook({ theme: name }) })),
    },
    {
      key: "language",
      icon: <Languages size={15} aria-hidden />,
      label: t("language"),
      children: LOCALES.map((name) => ({ key: name, label: LOCALE_NAMES[name], onClick: () => chooseLook({ locale: name }) })),
    },
    { type: "divider" },
    { key: "leave", icon: <LogOut size={15} aria-hidden />, label: t("sign_out"), onClick: () => void leave() },
  ];
  return (
    <Dropdown menu={{ items, selectedKeys: [theme, locale] }} trigger={["click"]} placement="bottomRight">
      <button className={styles.user} aria-label={t("user_menu", { name: me.name })}>
        <Avatar name={me.name} size={32} />
      </button>
    </Dropdown>
  );
}
