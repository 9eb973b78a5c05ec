import { Button } from "antd";
import { Plus } from "lucide-react";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";

import { formatDate } from "@/design/format";
import { Skeleton } from "@/design/States";
import { useLocale } from "@/design/text";

import styles from "./Calendar.module.css";
import { Chip } from "./Chip";
import { addOn, type DaysProps, More } from "./Day";

/** The month on a phone: the days on which there is something, one below the other. */
export function Agenda({ days, waiting, asked, color, today, content, adds }: DaysProps & { days: string[]; waiting: boolean }) {
  const { t } = useTranslation("objects");
  const locale = useLocale();
  const format = new Intl.DateTimeFormat(locale, { month: "short", day: "numeric", weekday: "short", timeZone: "UTC" });
  const filled = days.filter((day) => day === today || (content.get(day)?.count ?? 0) > 0);
  const now = useRef<HTMLElement>(null);
  // Whoever opens this month wants to know what comes, not how it began.
  useEffect(() => {
    if (!waiting) now.current?.scrollIntoView({ block: "start" });
  }, [waiting]);
  if (waiting && filled.length <= 1) return <Skeleton lines={10} />;
  return (
    <div className={styles.agenda}>
      {filled.map((day) => {
        const { shown, count } = content.get(day)!;
        return (
          <section key={day} ref={day === today ? now : undefined} className={day === today ? styles.today : undefined} aria-label={formatDate(day, locale)}>
            <header className={styles.agendaHead}>
              <h3>
                <time dateTime={day} aria-current={day === today ? "date" : undefined}>
                  {format.format(new Date(`${day}T00:00:00Z`))}
                </time>
              </h3>
              {adds && <Button type="text" icon={<Plus size={16} />} aria-label={t("calendar.add", { day: formatDate(day, locale) })} onClick={() => addOn(asked, day)} />}
            </header>
            {shown.map((lying) => (
              <Chip key={lying.row.id} lying={lying} day={day} movable={false} object={asked.object} color={color} start={asked.start} zone={asked.zone} />
            ))}
            {count > shown.length && <More asked={asked} color={color} day={day} count={count - shown.length} />}
            {count === 0 && <p className={styles.note}>{t("calendar.nothing_today")}</p>}
          </section>
        );
      })}
    </div>
  );
}
