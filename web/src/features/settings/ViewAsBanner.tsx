import { Button } from "antd";
import { Eye } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { useMe } from "@/api/session";

import { endViewAs } from "./viewAs";
import styles from "./ViewAsBanner.module.css";

/** Tells an administrator that they see Luopan as somebody else, and leads back. The shell shows it above every screen. */
export function ViewAsBanner() {
  const me = useMe();
  return me.viewer ? <Banner name={me.name} /> : null;
}

function Banner({ name }: { name: string }) {
  const { t } = useTranslation("settings");
  const [busy, setBusy] = useState(false);
  const back = () => {
    setBusy(true);
    void endViewAs().catch(() => setBusy(false));
  };
  return (
    <div className={styles.banner} role="status">
      <Eye size={16} aria-hidden />
      <span>
        <b>{t("view_as.now", { name })}</b> {t("view_as.note")}
      </span>
      <Button size="small" loading={busy} onClick={back}>
        {t("view_as.back")}
      </Button>
    </div>
  );
}
