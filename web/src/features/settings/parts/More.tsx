import { Button } from "antd";
import { useTranslation } from "react-i18next";

import styles from "./parts.module.css";

/** The end of a list that goes on. `pages` is the list's query. */
export function More({ pages }: { pages: { hasNextPage: boolean; isFetchingNextPage: boolean; fetchNextPage: () => Promise<unknown> } }) {
  const { t } = useTranslation("settings");
  if (!pages.hasNextPage) return null;
  return (
    <div className={styles.more}>
      <Button loading={pages.isFetchingNextPage} onClick={() => void pages.fetchNextPage()}>
        {t("more")}
      </Button>
    </div>
  );
}
