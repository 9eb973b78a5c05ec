import { Button } from "antd";
import { Plus, Search } from "lucide-react";
import { useTranslation } from "react-i18next";

import { usePhone } from "@/design/media";
import { Mark } from "@/design/Mark";
import { Bell } from "@/features/notifications/Bell";

import { CreateMenu } from "./CreateMenu";
import { openPalette } from "./palette";
import styles from "./TopBar.module.css";
import { UserMenu } from "./UserMenu";

const MAC = /Mac|iPhone|iPad/.test(navigator.userAgent);

/** Search, new, notifications, oneself. */
export function TopBar() {
  const { t } = useTranslation();
  const phone = usePhone();
  return (
    <header className={styles.bar}>
      {phone && <Mark size={26} />}
      <button className={styles.search} onClick={openPalette} aria-keyshortcuts="Control+K Meta+K">
        <Search size={16} aria-hidden />
        <span className="ellipsis">{t("search.placeholder")}</span>
        {!phone && <kbd>{MAC ? "⌘ K" : "Ctrl K"}</kbd>}
      </button>
      <div className={styles.right}>
        {!phone && (
          <CreateMenu>
            <Button type="primary" icon={<Plus size={16} aria-hidden />}>
              {t("create.short")}
            </Button>
          </CreateMenu>
        )}
        <Bell />
        <UserMenu />
      </div>
    </header>
  );
}
