import { Popover } from "antd";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Action } from "@/api/metadata";

import { SCOPES, type Scope } from "./grants";
import styles from "./Matrix.module.css";
import { Way } from "./Way";

interface ScopeCellProps {
  label: string;
  action: Action;
  scopes: Scope[];
  inherited: Scope[];
  onChoose: (scope: Scope | null) => void;
}

/** How far an action goes; a click chooses another. */
export function ScopeCell({ label, scopes, inherited, onChoose }: ScopeCellProps) {
  const { t } = useTranslation("settings");
  const [open, setOpen] = useState(false);
  const choose = (scope: Scope | null) => {
    setOpen(false);
    onChoose(scope);
  };
  const shown = scopes.length || inherited.length;
  return (
    <Popover
      open={open}
      onOpenChange={setOpen}
      trigger="click"
      placement="bottomLeft"
      styles={{ container: { padding: 6 } }}
      content={
        <div className={styles.choice} role="group" aria-label={label}>
          {[null, ...SCOPES].map((scope) => (
            <button key={scope} aria-pressed={scope === null ? scopes.length === 0 : scopes.includes(scope)} onClick={() => choose(scope)}>
              <b>{scope ? t(`ways.${scope}`) : t("matrix.none")}</b>
              <small>{t(`scopes.${scope ?? "none"}`)}</small>
            </button>
          ))}
        </div>
      }
    >
      <button className={styles.cell} aria-label={`${label}: ${scopes.map((one) => t(`ways.${one}`)).join(", ") || t("matrix.none")}`} aria-haspopup="dialog">
        {scopes.map((one) => (
          <Way key={one} how={one} />
        ))}
        {inherited.map((one) => (
          <span key={one} className={styles.inherited} title={t("matrix.inherited")}>
            <Way how={one} />
          </span>
        ))}
        {!shown && (
          <span className={styles.none} aria-hidden>
            –
          </span>
        )}
      </button>
    </Popover>
  );
}
