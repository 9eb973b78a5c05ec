import { useQueryClient } from "@tanstack/react-query";
import { Button } from "antd";
import { ChevronDown, History, MessageSquarePlus, TriangleAlert } from "lucide-react";
import { useMemo, useState } from "react";
import { useTranslation } from "react-i18next";

import { formatDate } from "@/design/format";
import { ErrorState, Message, Skeleton } from "@/design/States";
import { useLabels, useLocale } from "@/design/text";
import { CommentComposer } from "@/metadata-ui/Comments";

import type { About } from "../about";
import { useAddress } from "../address";
import { useToday } from "@/metadata-ui/useToday";
import { TimelineEntry } from "./Entry";
import { byDay, type Day, type Entry } from "./model";
import { QuickAdd } from "./QuickAdd";
import styles from "./Timeline.module.css";
import { TitlesOf } from "./titles";
import { CHANGES, COMMENTS, timelineKey, useTimeline } from "./useTimeline";

const NEAREST = 3;

/** Everything around a record, newest first: what people say, what they did, what is planned, what has changed. */
export function Timeline(about: About) {
  const { object, record, deleted } = about;
  const { t } = useTranslation("record");
  const client = useQueryClient();
  const [address, change] = useAddress();
  const { today } = useToday();
  const timeline = useTimeline(object, record, address.show);
  const days = useMemo(() => byDay(timeline.entries, today), [timeline.entries, today]);
  const refresh = () => void client.invalidateQueries({ queryKey: timelineKey(object.name, record.id) });
  return (
    <div className={styles.timeline}>
      {!deleted && (
        <div className={styles.top}>
          <CommentComposer object={object.name} id={record.id} onPosted={refresh} />
          <QuickAdd object={object} record={record} sources={timeline.sources} onSaved={refresh} />
        </div>
      )}
      <Chips timeline={timeline} show={address.show} onShow={(show) => change({ show })} />
      {timeline.failed && (
        <p className={styles.failed} role="status">
          <TriangleAlert size={14} aria-hidden />
          {t("timeline.failed")}
          <Button type="link" size="small" onClick={() => void timeline.refetch()}>
            {t("timeline.retry")}
          </Button>
        </p>
      )}
      {timeline.isPending ? (
        <Skeleton lines={8} />
      ) : timeline.error && !timeline.data ? (
        <ErrorState error={timeline.error} retry={() => void timeline.refetch()} small />
      ) : days.length === 0 ? (
        <Empty show={address.show} />
      ) : (
        <TitlesOf object={object} entries={timeline.entries}>
          <div className={styles.days} aria-busy={timeline.isPlaceholderData || undefined}>
            {days.map((day) => (
              <DayGroup key={day.day} day={day} about={about} onChanged={refresh} />
            ))}
          </div>
        </TitlesOf>
      )}
      {timeline.hasNextPage && (
        <Button block loading={timeline.isFetchingNextPage} onClick={() => void timeline.fetchNextPage()} icon={<ChevronDown size={15} aria-hidden />}>
          {t("timeline.older")}
        </Button>
      )}
    </div>
  );
}

function Empty({ show }: { show: string | undefined }) {
  const { t } = useTranslation("record");
  if (show === CHANGES) return <Message icon={<History />} title={t("timeline.no_changes")} small />;
  return (
    <Message icon={<MessageSquarePlus />} title={t("timeline.empty")} small>
      {t("timeline.empty_text")}
    </Message>
  );
}

/** What of it is shown; of other objects those that have something here. */
function Chips({ timeline, show, onShow }: { timeline: ReturnType<typeof useTimeline>; show: string | undefined; onShow: (show: string | undefined) => void }) {
  const { t } = useTranslation("record");
  const labelOf = useLabels();
  const [seen, setSeen] = useState<ReadonlySet<string>>(new Set());
  const met = timeline.entries.flatMap((entry) => (entry.kind === "record" && !seen.has(entry.object) ? entry.object : []));
  if (met.length) setSeen(new Set([...seen, ...met]));
  const others = timeline.sources.filter((source) => seen.has(source.object.name) || source.object.name === show);
  const chips: [string | undefined, string][] = [
    [undefined, t("timeline.all")],
    [COMMENTS, t("timeline.comments")],
    ...others.map((source): [string, string] => [source.object.name, labelOf(source.object.label, source.object.name)]),
    [CHANGES, t("timeline.changes")],
  ];
  return (
    <div className={styles.chips} role="group" aria-label={t("timeline.show")}>
      {chips.map(([value, label]) => (
        <button key={label} type="button" aria-pressed={value === show} onClick={() => onShow(value)}>
          {label}
        </button>
      ))}
    </div>
  );
}

interface DayProps {
  day: Day;
  about: About;
  onChanged: () => void;
}

function DayGroup({ day, about, onChanged }: DayProps) {
  const { t } = useTranslation("record");
  const locale = useLocale();
  const [all, setAll] = useState(false);
  const { today, yesterday } = useToday();
  const folded = day.day === "upcoming" && !all && day.entries.length > NEAREST;
  const entries: Entry[] = folded ? day.entries.slice(-NEAREST) : day.entries;
  const name = day.day === "upcoming" ? t("days.upcoming") : day.day === today ? t("days.today") : day.day === yesterday ? t("days.yesterday") : dayName(day.day, today, locale);
  return (
    <section aria-label={name}>
      <h3 className={styles.day}>
        {name}
        {folded && (
          <Button type="link" size="small" onClick={() => setAll(true)}>
            {t("days.all_upcoming", { count: day.entries.length })}
          </Button>
        )}
      </h3>
      <ol className={styles.entries}>
        {entries.map((entry) => (
          <TimelineEntry key={entry.key} entry={entry} about={about} dated={day.day === "upcoming"} onChanged={onChanged} />
        ))}
      </ol>
    </section>
  );
}

/** 11月20日 周五; with the year where it is another one. */
function dayName(day: string, today: string, locale: string): string {
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
  if (day.slice(0, 4) !== today.slice(0, 4)) return `${formatDate(day, locale)} ${weekday}`;
  return new Intl.DateTimeFormat(locale, { month: "long", day: "numeric", weekday: "short", timeZone: "UTC" }).format(new Date(`${day}T00:00:00Z`));
}
