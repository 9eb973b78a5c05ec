import { Button, Input, Popover } from "antd";
import { iconNames } from "lucide-react/dynamic";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/design/Icon";

import styles from "./IconPicker.module.css";

const GOOD =
  "box package building-2 store user-round users contact handshake target shopping-cart receipt banknote wallet wrench hammer settings cog truck ship plane warehouse factory cpu monitor smartphone printer camera file-text files folder clipboard-list list-todo calendar-days clock alarm-clock bell mail phone message-square headset megaphone gift ticket tag star heart award trophy shield key-round lock globe map-pin flag graduation-cap book-open newspaper lightbulb rocket zap flame leaf paw-print utensils coffee bed car bike stethoscope pill heart-pulse flask-conical scale landmark briefcase chart-no-axes-column chart-line database layers puzzle";
const MOST = 80;

/** The icons as a grid; another word finds any other. */
export function IconGrid({ value, onChange }: { value: string | null; onChange: (icon: string) => void }) {
  const { t } = useTranslation("build");
  const [query, setQuery] = useState("");
  const found = query ? iconNames.filter((name) => name.includes(query.trim().toLowerCase())).slice(0, MOST) : GOOD.split(" ");
  return (
    <div className={styles.picker}>
      <Input value={query} onChange={(event) => setQuery(event.target.value)} placeholder={t("icons.search")} aria-label={t("icons.search")} allowClear />
      <div className={styles.grid}>
        {found.map((name) => (
          <button key={name} type="button" title={name} aria-label={name} aria-pressed={name === value} className={styles.icon} onClick={() => onChange(name)}>
            <Icon name={name} size={18} />
          </button>
        ))}
      </div>
      {found.length === 0 && <p className="muted">{t("icons.none")}</p>}
    </div>
  );
}

/** A button that shows the icon and lets another be chosen. */
export function IconPicker({ value, onChange }: { value: string | null; onChange: (icon: string) => void }) {
  const { t } = useTranslation("build");
  const [open, setOpen] = useState(false);
  const chosen = (icon: string) => {
    onChange(icon);
    setOpen(false);
  };
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" placement="bottomLeft" content={<IconGrid value={value} onChange={chosen} />}>
      <Button aria-label={t("icons.choose")} icon={<Icon name={value} size={18} />} />
    </Popover>
  );
}
