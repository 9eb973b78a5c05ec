import { Segmented } from "antd";
import { useTranslation } from "react-i18next";

import type { About } from "./about";
import { useAddress } from "./address";
import { FilesPanel, fileFields } from "./FilesPanel";
import page from "./RecordPage.module.css";
import styles from "./SidePanel.module.css";
import { TasksPanel } from "./TasksPanel";
import { Timeline } from "./timeline/Timeline";
import { useTasks } from "./useTasks";

/** What is going on with this record: the timeline, what is to be done, its files. */
export function SidePanel(about: About) {
  const { t } = useTranslation("record");
  const [address, change] = useAddress();
  const tasks = useTasks(about);
  const files = fileFields(about.object);
  const late = tasks.late > 0;
  const panels = [
    { value: "timeline", label: t("side.timeline") },
    ...(tasks.source ? [{ value: "tasks", label: <Counted label={t("side.tasks")} count={tasks.count} late={late} /> }] : []),
    ...(files.length ? [{ value: "files", label: t("side.files") }] : []),
  ];
  const current = panels.find((one) => one.value === address.panel)?.value ?? "timeline";
  return (
    <section className={`${page.panel} ${styles.panel}`}>
      {panels.length > 1 && (
        <Segmented
          block
          className={styles.choose}
          value={current}
          onChange={(panel) => change({ panel: panel === "timeline" ? undefined : panel })}
          options={panels}
          aria-label={t("side.label")}
        />
      )}
      {current === "timeline" && <Timeline {...about} />}
      {current === "tasks" && <TasksPanel {...about} tasks={tasks} />}
      {current === "files" && <FilesPanel {...about} />}
    </section>
  );
}

function Counted({ label, count, late }: { label: string; count: number; late: boolean }) {
  return (
    <span className={styles.counted}>
      {label}
      {count > 0 && <b className={late ? styles.late : undefined}>{count}</b>}
    </span>
  );
}
