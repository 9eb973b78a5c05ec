/** The draft that is being worked on: kept in the browser, with undo and redo. */
import { useMemo } from "react";
import { create } from "zustand";

import { type Metadata, Model } from "@/api/metadata";
import type { Place } from "@/api/problem";

import { apply, designOf, diff } from "./draft";
import { asMetadata } from "./preview";
import { type Design, type Draft, EMPTY, type ObjectDef } from "./types";

const MOST_STEPS = 100;
/** Changes of one kind that follow one another so closely are one step: typing. */
const ONE_STEP_MS = 1_200;

interface Workshop {
  person: string;
  metadata: Metadata;
  base: Design;
  design: Design;
  draft: Draft;
  past: Draft[];
  future: Draft[];
  /** What the server said is wrong with the draft when it was last asked. */
  problems: readonly Place[];
  /** Which change was the last, and when. */
  last: { tag: string; at: number } | null;
}

const nothing: Workshop = {
  person: "",
  metadata: { version: 0, objects: [] },
  base: new Map(),
  design: new Map(),
  draft: EMPTY,
  past: [],
  future: [],
  problems: [],
  last: null,
};

export const useWorkshop = create<Workshop>()(() => nothing);

const keyOf = (person: string) => `luopan.build.draft.${person}`;

function keep(person: string, draft: Draft): void {
  if (draft === EMPTY || JSON.stringify(draft) === JSON.stringify(EMPTY)) localStorage.removeItem(keyOf(person));
  else localStorage.setItem(keyOf(person), JSON.stringify(draft));
}

function kept(person: string): Draft {
  try {
    const found = JSON.parse(localStorage.getItem(keyOf(person)) ?? "null") as Draft | null;
    return found && Array.isArray(found.objects) ? { ...EMPTY, ...found } : EMPTY;
  } catch {
    return EMPTY;
  }
}

/** Stands the draft on this metadata: at the start, and whenever somebody publishes. */
export function stand(person: string, metadata: Metadata): void {
  const now = useWorkshop.getState();
  if (now.person === person && now.metadata === metadata) return;
  const base = designOf(metadata);
  const draft = now.person === person ? now.draft : kept(person);
  const past = now.person === person ? now.past : [];
  useWorkshop.setState({ ...nothing, person, metadata, base, draft, past, design: apply(base, draft) });
}

function set(draft: Draft, steps: Partial<Workshop>): void {
  const { base, person } = useWorkshop.getState();
  keep(person, draft);
  useWorkshop.setState({ draft, design: apply(base, draft), problems: [], ...steps });
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

/** Everything is published: nothing is left to undo. */
export function publishedAll(): void {
  set(EMPTY, { past: [], future: [], last: null });
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
