import { Skeleton } from "@/design/States";

import styles from "./RecordPage.module.css";

/** As high as what comes: nothing jumps. */
export function RecordSkeleton() {
  return (
    <div className={styles.page} aria-busy>
      <div className={`${styles.head} ${styles.waiting}`}>
        <Skeleton lines={3} />
      </div>
      <div className={styles.columns}>
        <div className={styles.panel} style={{ minHeight: 420 }}>
          <Skeleton lines={9} />
        </div>
        <div className={styles.panel} style={{ minHeight: 420 }}>
          <Skeleton lines={7} />
        </div>
      </div>
    </div>
  );
}
