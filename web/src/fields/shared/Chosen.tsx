import { X } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslation } from "react-i18next";

import styles from "./inputs.module.css";

/** One of several chosen values within an input. */
export function Chosen({ children, closable, onClose }: { children: ReactNode; closable?: boolean; onClose: () => void }) {
  const { t } = useTranslation("fields");
  return (
    <span className={styles.chosen} onMouseDown={(event) => event.stopPropagation()}>
      {children}
      {closable && (
        <button type="button" className={styles.remove} aria-label={t("remove")} onClick={onClose} tabIndex={-1}>
          <X size={12} aria-hidden />
        </button>
      )}
    </span>
  );
}
