/** The draft that is being worked on: kept in the browser, with undo and redo. */
import { useMemo } from "react";
import { create } from "zustand";

import { type Metadata, Model } from "@/api/metadata";
import type { Place } from "@/api/problem";
import { keep, readKept } from "@/design/kept";

import { apply, designOf, diff } from "./draft";
import { asMetadata } from "./preview";
import { rebase, withoutSent } from "./rebase";
import { type Design, type Draft, EMPTY, type ObjectDef, sizeOf } from "./types";

const MOST_STEPS = 100;
/** Changes of one kind that follow one another so closely are one step: typing. */
const ONE_STEP_MS = 1_200;

/** What is on its way: by a run, until it is known which version that has led to. */
interface Sent {
  draft: Draft;
  run?: string;
  version?: number;
}

interface Workshop {
  person: string;
  /** Whether the draft stands on metadata. */
  ready: boolean;
  metadata: Metadata;
  base: Design;
  design: Design;
  draft: Draft;
  sent: Sent | null;
  past: Draft[];
  future: Draft[];
  /** What the server said is wrong with the draft when it was last asked. */
  problems: readonly Place[];
  /** Which change was the last, and when. */
  last: { tag: string; at: number } | null;
}

const nothing: Workshop = {
  person: "",
  ready: false,
  metadata: { version: 0, objects: [] },
  base: new Map(),
  design: new Map(),
  draft: EMPTY,
  sent: null,
  past: [],
  future: [],
  problems: [],
  last: null,
};

export const useWorkshop = create<Workshop>()(() => nothing);

const keyOf = (person: string) => `luopan.build.draft.${person}`;

/** A draft as it is kept in the browser: with what it was made on, as far as it speaks of it. */
interface Kept {
  draft: Draft;
  version: number;
  base: ObjectDef[];
  sent: Sent | null;
}

const isEmpty = (draft: Draft) => sizeOf(draft) === 0;

function store(): void {
  const { person, draft, sent, base, metadata } = useWorkshop.getState();
  if (isEmpty(draft) && !sent) return keep(keyOf(person), undefined);
  const spoken = [draft, ...(sent ? [sent.draft] : [])].flatMap((one) => [
    ...one.objects.map((patch) => patch.id),
    ...[...one.remove, ...one.restore, ...one.purge].map((target) => target.split(".")[0]!),
  ]);
  const kept: Kept = { draft, version: metadata.version, base: [...new Set(spoken)].flatMap((id) => base.get(id) ?? []), sent };
  keep(keyOf(person), kept);
}

function kept(person: string): Kept | null {
  const found = readKept<Kept>(keyOf(person));
  return found && Array.isArray(found.draft.objects) && Array.isArray(found.base) ? found : null;
}

/** Takes up what this person has left unfinished; it stands nowhere before `stand`. */
export function takeUp(person: string): void {
  if (useWorkshop.getState().person === person) return;
  const { draft = EMPTY, version = 0, base = [], sent = null } = kept(person) ?? {};
  useWorkshop.setState({ ...nothing, person, draft, sent, metadata: { version, objects: [] }, base: new Map(base.map((object) => [object.id, object])) });
}

/** Stands the draft on this metadata: at the start, and whenever somebody publishes. */
export function stand(metadata: Metadata): void {
  const now = useWorkshop.getState();
  if (now.ready && now.metadata === metadata) return;
  const moved = now.metadata.version !== metadata.version;
  const is = designOf(metadata);
  const published = now.sent?.version !== undefined && metadata.version >= now.sent.version;
  // Nothing else is published beside a run: this is its own version, or it is over and nobody has told yet.
  if (now.sent && !published && moved) return;
  const on = (draft: Draft) => (moved ? rebase(now.base, is, draft) : draft);
  const draft = now.sent && published ? withoutSent(now.base, is, now.sent.draft, now.draft) : on(now.draft);
  const past = published ? [] : now.past.map(on);
  useWorkshop.setState({ ...nothing, person: now.person, ready: true, metadata, base: is, draft, past, sent: published ? null : now.sent, design: apply(is, draft) });
  store();
}

function set(draft: Draft, steps: Partial<Workshop>): void {
  const { base } = useWorkshop.getState();
  useWorkshop.setState({ draft, design: apply(base, draft), problems: [], ...steps });
  store();
}

/** Does something to the design. Changes with the same `tag` in quick succession are undone together. */
export function edit(how: (design: Design) => Design, tag = ""): void {
  const { base, design, draft, past, last } = useWorkshop.getState();
  const next = diff(base, how(design), draft);
  const joins = tag !== "" && last?.tag === tag && Date.now() - last.at < ONE_STEP_MS;
  set(next, { past: joins ? past : [...past.slice(-MOST_STEPS), draft], future: [], last: { tag, at: Date.now() } });
}

/** Changes the draft itself: restoring objects, purging. */
export function editDraft(how: (draft: Draft) => Draft): void {
  const { draft, past } = useWorkshop.getState();
  set(how(draft), { past: [...past.slice(-MOST_STEPS), draft], future: [], last: null });
}

export function undo(): void {
  const { draft, past, future } = useWorkshop.getState();
  if (past.length) set(past.at(-1)!, { past: past.slice(0, -1), future: [draft, ...future], last: null });
}

export function redo(): void {
  const { draft, past, future } = useWorkshop.getState();
  if (future.length) set(future[0]!, { past: [...past, draft], future: future.slice(1), last: null });
}

/** The draft as it is now has been sent: a run publishes it, or a version is it. */
export function publishing(how: { run?: string; version?: number }): void {
  useWorkshop.setState((now) => ({ sent: { draft: now.draft, ...now.sent, ...how } }));
  store();
}

/** The run has failed or was cancelled: everything is still to be published. */
export function notPublished(): void {
  useWorkshop.setState({ sent: null });
  store();
}

export const useDesign = (): Design => useWorkshop((state) => state.design);

/** An object by the word in the address: its permanent id, or its name. */
export function useDesigned(word: string): ObjectDef | undefined {
  return useWorkshop((state) => state.design.get(word) ?? [...state.design.values()].find((object) => object.name === word));
}

/** The design as the rest of the app reads metadata: for filters and previews. */
export function useDesignModel(): Model {
  const design = useDesign();
  const metadata = useWorkshop((state) => state.metadata);
  return useMemo(() => new Model(asMetadata(design, metadata)), [design, metadata]);
}
