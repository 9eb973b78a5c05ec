import { useDroppable } from "@dnd-kit/core";
import { useQuery } from "@tanstack/react-query";
import { Button, Popover } from "antd";
import { Plus } from "lucide-react";
import { useState } from "react";
import { useTranslation } from "react-i18next";

import type { Field } from "@/api/metadata";
import { formatDate, formatNumber } from "@/design/format";
import { ErrorState, Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";
import { openDrawer } from "@/metadata-ui/drawer";

import styles from "./Calendar.module.css";
import { Chip } from "./Chip";
import { lyingOf, monthOf, onDay } from "./days";
import { type Asked, type DayContent, recordsQuery } from "./useMonth";

export interface DaysProps {
  asked: Asked;
  color: Field | undefined;
  month: string;
  today: string;
  content: ReadonlyMap<string, DayContent>;
  movable: boolean;
  adds: boolean;
}

const SHOWN = 3;
const MOST = 200;

export const addOn = ({ object, start, zone }: Asked, day: string) =>
  openDrawer({ object: object.name, values: { [start.name]: onDay(start, null, day, zone) } });

export function Day({ day, asked, color, month, today, content, movable, adds }: DaysProps & { day: string }) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const { setNodeRef, isOver } = useDroppable({ id: day, disabled: !movable });
  const { shown, count } = content.get(day) ?? { shown: [], count: 0 };
  const date = formatDate(day, locale);
  const fitting = count > SHOWN + 1 ? SHOWN : SHOWN + 1;
  const classes = [styles.day, monthOf(day) !== month && styles.other, isOver && styles.over, day === today && styles.today];
  return (
    <section
      ref={setNodeRef}
      aria-label={date}
      className={classes.filter(Boolean).join(" ")}
      onClick={(event) => adds && event.target === event.currentTarget && addOn(asked, day)}
    >
      <header className={styles.dayHead}>
        <time dateTime={day} aria-current={day === today ? "date" : undefined}>
          {Number(day.slice(8))}
        </time>
        {adds && (
          <Button type="text" size="small" className={styles.add} icon={<Plus size={14} />} aria-label={t("calendar.add", { day: date })} onClick={() => addOn(asked, day)} />
        )}
      </header>
      {shown.slice(0, fitting).map((lying) => (
        <Chip key={lying.row.id} lying={lying} day={day} movable={movable} object={asked.object} color={color} start={asked.start} zone={asked.zone} />
      ))}
      {count > fitting && <More asked={asked} color={color} day={day} count={count - Math.min(fitting, shown.length)} />}
    </section>
  );
}

/** All of a day, where not all of it fits. */
export function More({ asked, color, day, count }: { asked: Asked; color: Field | undefined; day: string; count: number }) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const [open, setOpen] = useState(false);
  return (
    <Popover
      trigger="click"
      open={open}
      onOpenChange={setOpen}
      title={formatDate(day, locale)}
      content={open && <WholeDay asked={asked} color={color} day={day} />}
    >
      <button type="button" className={styles.more}>
        {t("calendar.more", { count, number: formatNumber(count, locale) })}
      </button>
    </Popover>
  );
}

function WholeDay({ asked, color, day }: { asked: Asked; color: Field | undefined; day: string }) {
  const { t } = useTranslation("objects");
  const { data, error, refetch } = useQuery(recordsQuery(asked, day, day, MOST));
  const { object, start, end, zone } = asked;
  return (
    <div className={styles.whole}>
      {error ? (
        <ErrorState error={error} retry={() => void refetch()} small />
      ) : !data ? (
        <Skeleton lines={5} />
      ) : (
        data.records.map((row) => (
          <Chip key={row.id} lying={lyingOf(row, start, end, zone)} day={day} movable={false} object={object} color={color} start={start} zone={zone} />
        ))
      )}
      {data?.next_cursor && <p className={styles.note}>{t("calendar.cut_short", { count: MOST })}</p>}
    </div>
  );
}
