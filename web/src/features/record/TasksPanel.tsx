import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { App, Button, Checkbox } from "antd";
import { CircleCheck, Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import { type RecordData, recordKeys, updateRecord } from "@/api/records";
import { formatDate } from "@/design/format";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";
import { asReference } from "@/fields";
import { openDrawer } from "@/metadata-ui/drawer";

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
  const client = useQueryClient();
  const { message } = App.useApp();
  const [done, setDone] = useState(false);
  const other = source.source.object;
  const { status, due } = source;
  const title = titleOf(other, task) || t("untitled");
  const day = task[due.name] as string | null;
  const owner = asReference(task.owner)?.title;
  const refresh = () => client.invalidateQueries({ queryKey: recordKeys.object(other.name) });

  async function set(value: unknown, version?: number): Promise<RecordData | undefined> {
    try {
      return await updateRecord(other.name, task.id, { [status.name]: value }, version);
    } catch (error) {
      void message.error((error as Error).message);
      return undefined;
    }
  }
  async function tick() {
    setDone(true);
    const saved = await set(source.done.value, task.version);
    if (!saved) return setDone(false);
    void refresh();
    const key = `task${task.id}`;
    const undo = async () => {
      message.destroy(key);
      await set(task[status.name]);
      void refresh();
    };
    void message.success({
      key,
      duration: 6,
      content: (
        <>
          {t("tasks.ticked", { title })}{" "}
          <Button type="link" size="small" onClick={() => void undo()}>
            {t("bin.undo")}
          </Button>
        </>
      ),
    });
  }
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
