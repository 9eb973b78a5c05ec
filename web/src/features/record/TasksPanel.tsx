import { Link } from "@tanstack/react-router";
import { Button, Checkbox } from "antd";
import { CircleCheck, Plus } from "lucide-react";
import { useTranslation } from "react-i18next";

import type { RecordData } from "@/api/records";
import { formatDate } from "@/design/format";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";
import { asReference } from "@/fields";
import { openDrawer } from "@/metadata-ui/drawer";
import { useTick } from "@/metadata-ui/useTick";

import type { About } from "./about";
import { presetOf, titleOf } from "./relations";
import styles from "./SidePanel.module.css";
import { isLate, type Tasks, type TaskSource } from "./useTasks";

/** What is still to be done about this record; a tick says that it is. */
export function TasksPanel({ tasks, ...about }: About & { tasks: Tasks }) {
  const { t } = useTranslation("record");
  const { source } = tasks;
  if (!source) return null;
  const other = source.source.object;
  const add = () => openDrawer({ object: other.name, values: presetOf(source.pointer, about.object, about.record) });
  const button = !about.deleted && other.actions.includes("create") && (
    <Button size="small" icon={<Plus size={14} aria-hidden />} onClick={add}>
      {t("tasks.add")}
    </Button>
  );
  if (tasks.error) return <ErrorState error={tasks.error} retry={tasks.retry} small />;
  if (tasks.pending) return <Skeleton lines={4} />;
  if (tasks.open.length === 0)
    return (
      <Message icon={<CircleCheck />} title={t("tasks.none")} action={button} small>
        {t("tasks.none_text")}
      </Message>
    );
  return (
    <>
      <ul className={styles.tasks}>
        {tasks.open.map((task) => (
          <Task key={task.id} task={task} source={source} today={tasks.today} />
        ))}
      </ul>
      <div className={styles.foot}>
        {button}
        {tasks.count > tasks.open.length && (
          <Link to="/objects/$object" params={{ object: other.name }} search={{ where: tasks.where } as never}>
            {t("related.show_all", { count: tasks.count })}
          </Link>
        )}
      </div>
    </>
  );
}

function Task({ task, source, today }: { task: RecordData; source: TaskSource; today: string }) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  const other = source.source.object;
  const { status, due } = source;
  const title = titleOf(other, task) || t("untitled");
  const day = task[due.name] as string | null;
  const owner = asReference(task.owner)?.title;
  const { done, tick } = useTick(other, task, status.name, source.done.value, t("tasks.ticked", { title }));
  return (
    <li className={`${styles.task} ${done ? styles.done : ""}`}>
      <Checkbox checked={done} disabled={done || !other.actions.includes("update")} onChange={() => void tick()} aria-label={t("tasks.tick", { title })} />
      <span className={styles.what}>
        <Link to="/objects/$object/$id" params={{ object: other.name, id: task.id }}>
          {title}
        </Link>
        {owner && <small>{owner}</small>}
      </span>
      {day && (
        <time dateTime={day} className={`${styles.due} ${isLate(day, today) ? styles.overdue : ""}`}>
          {day.slice(0, 10) === today ? t("days.today") : isLate(day, today) ? t("tasks.overdue", { day: formatDate(day, locale) }) : formatDate(day, locale)}
        </time>
      )}
    </li>
  );
}
