import { DndContext, DragOverlay, MouseSensor, pointerWithin, TouchSensor, useSensor, useSensors } from "@dnd-kit/core";
import { useNavigate, useSearch } from "@tanstack/react-router";
import { Button } from "antd";
import { ChevronLeft, ChevronRight, Lock } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { type Field, type ObjectDefinition, useModel } from "@/api/metadata";
import { useMe } from "@/api/session";
import { formatDate } from "@/design/format";
import { usePhone } from "@/design/media";
import { ErrorState, Message } from "@/design/States";
import { useLocale } from "@/design/text";
import { wallOf } from "@/fields";

import type { KindProps } from "../kinds";
import { mayWrite } from "../writing";
import { Agenda } from "./Agenda";
import styles from "./Calendar.module.css";
import { ChipBody } from "./Chip";
import { Day } from "./Day";
import { isMonth, type Lying, monthOf, plusMonths, weeksOf } from "./days";
import { useMonth } from "./useMonth";

/** A month of records, each on its day. */
export function Calendar(props: KindProps) {
  const { t } = useTranslation("objects");
  const model = useModel();
  const start = model.field(props.object.name, props.view.start ?? "");
  const end = model.field(props.object.name, props.view.end ?? "");
  if (!start?.grains)
    return (
      <Message icon={<Lock />} title={t("calendar.no_field")}>
        {t("calendar.no_field_text")}
      </Message>
    );
  return <Month {...props} start={start} end={end} />;
}

/** The field whose colours the records bear: the one that says how far they are. */
const colouring = (object: ObjectDefinition): Field | undefined =>
  object.fields.find((field) => field.type === "select" && field.options?.some((option) => option.category)) ??
  object.fields.find((field) => field.type === "select" && field.options?.some((option) => option.color));

function Month({ object, where, start, end }: KindProps & { start: Field; end: Field | undefined }) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const phone = usePhone();
  const { zone } = useMe().workspace;
  const today = wallOf(new Date(), zone).slice(0, 10);
  const [month, setMonth] = useMonthShown(monthOf(today));
  const days = useMemo(() => weeksOf(month), [month]);
  const color = colouring(object);
  const select = [...new Set([...(object.title ? [object.title] : []), start.name, ...(end ? [end.name] : []), ...(color ? [color.name] : [])])];
  const asked = { object, start, end, where, select, zone };
  const found = useMonth(asked, days);
  const [dragged, setDragged] = useState<Lying | null>(null);
  const sensors = useSensors(
    useSensor(MouseSensor, { activationConstraint: { distance: 6 } }),
    useSensor(TouchSensor, { activationConstraint: { delay: 220, tolerance: 8 } }),
  );
  const movable = mayWrite(object, start) && (!end || mayWrite(object, end));
  const adds = object.actions.includes("create") && start.writable;
  const shared = { asked, color, month, today, content: found.content, movable, adds };
  return (
    <div className={styles.calendar}>
      <Head month={month} today={today} onMonth={setMonth} empty={found.total === 0} />
      {found.error ? (
        <ErrorState error={found.error} retry={found.retry} />
      ) : phone ? (
        <Agenda {...shared} days={days.filter((day) => monthOf(day) === month)} waiting={found.waiting} />
      ) : (
        <DndContext
          sensors={sensors}
          collisionDetection={pointerWithin}
          onDragStart={({ active }) => setDragged((active.data.current as Lying | undefined) ?? null)}
          onDragCancel={() => setDragged(null)}
          onDragEnd={({ active, over }) => {
            setDragged(null);
            if (over) found.move(active.data.current as Lying, String(over.id), t("calendar.moved", { day: formatDate(String(over.id), locale) }));
          }}
        >
          <Weekdays days={days.slice(0, 7)} />
          <div className={styles.grid} style={{ gridTemplateRows: `repeat(${days.length / 7}, minmax(104px, 1fr))` }} aria-busy={found.waiting}>
            {days.map((day) => (
              <Day key={day} {...shared} day={day} />
            ))}
          </div>
          <DragOverlay dropAnimation={null}>{dragged && <ChipBody row={dragged.row} object={object} color={color} start={start} zone={zone} />}</DragOverlay>
        </DndContext>
      )}
    </div>
  );
}

/** The month is part of the address. */
function useMonthShown(now: string): [string, (month: string) => void] {
  const search: Record<string, unknown> = useSearch({ strict: false });
  const navigate = useNavigate();
  const change = (month: string) =>
    void navigate({ to: ".", search: ((before: object) => ({ ...before, month: month === now ? undefined : month })) as never });
  return [isMonth(search.month) ? search.month : now, change];
}

function Head({ month, today, onMonth, empty }: { month: string; today: string; onMonth: (month: string) => void; empty: boolean }) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const title = new Intl.DateTimeFormat(locale, { year: "numeric", month: "long", timeZone: "UTC" }).format(new Date(`${month}-01T00:00:00Z`));
  return (
    <div className={styles.bar}>
      <h2 className={styles.month} aria-live="polite">
        {title}
      </h2>
      <Button type="text" icon={<ChevronLeft size={17} />} aria-label={t("calendar.previous")} onClick={() => onMonth(plusMonths(month, -1))} />
      <Button type="text" icon={<ChevronRight size={17} />} aria-label={t("calendar.next")} onClick={() => onMonth(plusMonths(month, 1))} />
      <Button onClick={() => onMonth(monthOf(today))} disabled={month === monthOf(today)}>
        {t("calendar.today")}
      </Button>
      {empty && <span className={styles.note}>{t("calendar.empty")}</span>}
    </div>
  );
}

function Weekdays({ days }: { days: string[] }) {
  const locale = useLocale();
  const format = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" });
  return (
    <div className={styles.weekdays} aria-hidden>
      {days.map((day) => (
        <span key={day}>{format.format(new Date(`${day}T00:00:00Z`))}</span>
      ))}
    </div>
  );
}
