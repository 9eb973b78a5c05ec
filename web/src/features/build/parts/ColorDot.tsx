import { Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { colorOf, COLORS } from "@/design/tokens";

import styles from "./ColorDot.module.css";

/** A colour of our own, chosen from the ten that people tell apart. */
export function ColorDot({ value, onChange, name }: { value: string | undefined; onChange: (color: string) => void; name: string }) {
  const { t } = useTranslation("build");
  const [open, setOpen] = useState(false);
  const grid = (
    <div className={styles.grid}>
      {COLORS.map((color) => (
        <button
          key={color}
          type="button"
          className={styles.dot}
          style={{ "--hue": colorOf(color) } as React.CSSProperties}
          aria-label={t(`colors.${color}`)}
          aria-pressed={color === value}
          onClick={() => {
            onChange(color);
            setOpen(false);
          }}
        />
      ))}
    </div>
  );
  return (
    <Popover open={open} onOpenChange={setOpen} trigger="click" content={grid}>
      <button type="button" className={styles.dot} style={{ "--hue": colorOf(value) } as React.CSSProperties} aria-label={t("colors.of", { name })} />
    </Popover>
  );
}
