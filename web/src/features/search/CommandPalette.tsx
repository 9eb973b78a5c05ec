import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { CornerDownLeft, Plus, Search } from "lucide-react";
import { type KeyboardEvent, type ReactNode, useDeferredValue, useEffect, useMemo, useRef, useState } from "react";
import { useTranslation } from "react-i18next";

import { send } from "@/api/client";
import { type Model, useModel } from "@/api/metadata";
import { useMe } from "@/api/session";
import { Icon } from "@/design/Icon";
import { ErrorState } from "@/design/States";
import { useLabels } from "@/design/text";
import { openDrawer } from "@/metadata-ui/drawer";

import styles from "./CommandPalette.module.css";
import { matches, type Opened, rememberOpened, recentlyOpened } from "./recent";

interface Part {
  text: string;
  hit: boolean;
}

interface Found {
  object: string;
  id: string;
  title: string | null;
  matched: { field: string; parts: Part[] }[];
}

interface Answer {
  results: Found[];
  corrected?: string | null;
}

interface Entry {
  key: string;
  section: "recent" | "records" | "go" | "create";
  icon: ReactNode;
  title: ReactNode;
  note?: ReactNode;
  run: () => void;
}

/** A screen that the person may open. */
export interface Place {
  label: string;
  icon: string;
  to: string;
}

const MOST_COMMANDS = 6;

/** Finds any record by name, phone, pinyin or initials, and goes anywhere. */
export function CommandPalette({ screens, onClose }: { screens: Place[]; onClose: () => void }) {
  const { t } = useTranslation("search");
  const [text, setText] = useState("");
  /** The entry that arrow keys or the mouse have chosen, by its key; else it is the first. */
  const [chosen, setChosen] = useState<string | null>(null);
  const [entered, setEntered] = useState(false);
  const dialog = useRef<HTMLDialogElement>(null);
  useEffect(() => dialog.current?.showModal(), []);
  const asked = useDeferredValue(text.trim());
  const search = useSearch(asked);
  const entries = useEntries(text.trim(), search.data, screens, onClose);
  const at = Math.max(0, entries.findIndex((one) => one.key === chosen));
  const outdated = text.trim() !== "" && (asked !== text.trim() || (search.isFetching && (search.isPending || search.isPlaceholderData)));
  // What stands first may be an answer to what was typed before: Enter means the answer that is still to come.
  useEffect(() => {
    if (!entered || outdated) return;
    setEntered(false);
    entries[at]?.run();
  }, [entered, outdated, entries, at]);

  const pressed = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step && entries.length) {
      event.preventDefault();
      setEntered(false);
      setChosen(entries[(at + step + entries.length) % entries.length]!.key);
    } else if (event.key === "Enter" && !event.nativeEvent.isComposing) {
      event.preventDefault();
      if (outdated && chosen === null) setEntered(true);
      else entries[at]?.run();
    }
  };

  return (
    <dialog ref={dialog} className={styles.dialog} aria-label={t("label")} onClose={onClose} onClick={(event) => event.target === dialog.current && onClose()}>
      <div className={styles.box}>
        <div className={styles.ask}>
          <Search size={18} aria-hidden />
          <input
            autoFocus
            role="combobox"
            aria-expanded
            aria-controls="found"
            aria-activedescendant={entries[at] ? `found-${at}` : undefined}
            aria-label={t("label")}
            placeholder={t("placeholder")}
            value={text}
            onChange={(event) => {
              setText(event.target.value);
              setChosen(null);
              setEntered(false);
            }}
            onKeyDown={pressed}
          />
          <kbd>Esc</kbd>
        </div>
        {search.data?.corrected && <p className={styles.corrected}>{t("corrected", { text: search.data.corrected })}</p>}
        <Results entries={entries} at={at} onHover={setChosen} />
        {search.error ? <ErrorState error={search.error} small /> : null}
        {entries.length === 0 && !search.error && <p className={styles.none}>{search.isFetching ? t("searching") : t("nothing", { text })}</p>}
      </div>
    </dialog>
  );
}

function Results({ entries, at, onHover }: { entries: Entry[]; at: number; onHover: (key: string) => void }) {
  const { t } = useTranslation("search");
  const list = useRef<HTMLDivElement>(null);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: "nearest" }); // gives a promise in newer browsers
  }, [at]);
  return (
    <div id="found" role="listbox" aria-label={t("results")} className={styles.list} ref={list}>
      {entries.map((entry, index) => (
        <div key={entry.key}>
          {entry.section !== entries[index - 1]?.section && (
            <p className={styles.section} aria-hidden>
              {t(`sections.${entry.section}`)}
            </p>
          )}
          <div
            id={`found-${index}`}
            role="option"
            aria-selected={index === at}
            className={styles.entry}
            onMouseMove={() => index !== at && onHover(entry.key)}
            onClick={entry.run}
          >
            <span className={styles.icon}>{entry.icon}</span>
            <span className={`${styles.title} ellipsis`}>{entry.title}</span>
            <span className={`${styles.note} ellipsis`}>{entry.note}</span>
            {index === at && <CornerDownLeft size={14} aria-hidden />}
          </div>
        </div>
      ))}
    </div>
  );
}

function useSearch(text: string) {
  return useQuery({
    queryKey: ["search", text],
    queryFn: ({ signal }) => send<Answer>("GET", `/api/search?limit=12&q=${encodeURIComponent(text)}`, { signal }),
    enabled: text !== "",
    placeholderData: text === "" ? undefined : keepPreviousData,
    staleTime: 5_000,
  });
}

/** What stands in the list: what was opened last before anything is typed; then commands that fit, and records. */
function useEntries(text: string, answer: Answer | undefined, screens: Place[], onClose: () => void): Entry[] {
  const { t } = useTranslation("search");
  const { id: me } = useMe();
  const model = useModel();
  const labelOf = useLabels();
  const navigate = useNavigate();
  return useMemo(() => {
    const go = (to: string) => {
      onClose();
      void navigate({ to });
    };
    const open = (one: Opened) => {
      rememberOpened(me, one);
      go(`/objects/${one.object}/${one.id}`);
    };
    const name = (object: string) => labelOf(model.object(object)?.label, object);
    const record = (one: Opened, section: Entry["section"], title: ReactNode, note: ReactNode): Entry => ({
      key: `${section}${one.object}${one.id}`,
      section,
      icon: <Icon name={model.object(one.object)?.icon} />,
      title,
      note,
      run: () => open(one),
    });
    if (text === "") {
      const recent = recentlyOpened(me)
        .filter((one) => model.object(one.object))
        .map((one) => record(one, "recent", one.title, name(one.object)));
      return [...recent, ...commands(model, screens, "", go, onClose, name, t)];
    }
    const records = (answer?.results ?? []).map((one) =>
      record({ object: one.object, id: one.id, title: one.title ?? "" }, "records", titleOf(one, model), noteOf(one, model, name)),
    );
    return [...records, ...commands(model, screens, text, go, onClose, name, t)];
  }, [text, answer, screens, me, model, labelOf, navigate, onClose, t]);
}

type Translate = (key: string, values?: Record<string, unknown>) => string;

function commands(
  model: Model,
  screens: Place[],
  text: string,
  go: (to: string) => void,
  onClose: () => void,
  name: (object: string) => string,
  t: Translate,
): Entry[] {
  const objects = [...model.objects.values()].filter((object) => !object.system);
  const places: Entry[] = [
    ...screens,
    ...objects.map((object) => ({ label: name(object.name), icon: object.icon ?? "box", to: `/objects/${object.name}` })),
  ]
    .filter((place) => matches(place.label, text))
    .map((place) => ({ key: `go${place.to}`, section: "go", icon: <Icon name={place.icon} />, title: place.label, note: t("go"), run: () => go(place.to) }));
  const creations: Entry[] = objects
    .filter((object) => object.actions.includes("create"))
    .map((object) => ({ object, label: t("create", { what: name(object.name) }) }))
    .filter(({ label }) => text !== "" && matches(label, text))
    .map(({ object, label }) => ({
      key: `create${object.name}`,
      section: "create",
      icon: <Plus size={16} aria-hidden />,
      title: label,
      run: () => {
        onClose();
        openDrawer({ object: object.name });
      },
    }));
  return [...places.slice(0, MOST_COMMANDS), ...creations.slice(0, MOST_COMMANDS)];
}

function Marked({ parts }: { parts: Part[] }) {
  return parts.map((part, at) => (part.hit ? <mark key={at}>{part.text}</mark> : <span key={at}>{part.text}</span>));
}

function titleOf(one: Found, model: Model): ReactNode {
  const title = one.matched.find((match) => match.field === model.object(one.object)?.title);
  return title ? <Marked parts={title.parts} /> : one.title;
}

/** What it was found by, where that is not its title. */
function noteOf(one: Found, model: Model, name: (object: string) => string): ReactNode {
  const other = one.matched.find((match) => match.field !== model.object(one.object)?.title);
  return (
    <>
      {other && (
        <>
          <Marked parts={other.parts} /> ·{" "}
        </>
      )}
      {name(one.object)}
    </>
  );
}
