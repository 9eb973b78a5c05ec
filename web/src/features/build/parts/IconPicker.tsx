import { Button, Input, Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { Icon } from "@/design/Icon";
import { ICON_NAMES } from "@/design/icons";

import styles from "./IconPicker.module.css";

/** The icons as a grid; another word finds any other. */
export function IconGrid({ value, onChange }: { value: string | null; onChange: (icon: string) => void }) {
  const { t } = useTranslation("build");
  const [query, setQuery] = useState("");
  const found = ICON_NAMES.filter((name) => name.includes(query.trim().toLowerCase()));
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
