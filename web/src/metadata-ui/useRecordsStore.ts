/**
 * The rows of a table: read page by page behind a cursor as they are scrolled to, let go of when they are far away.
 *
 * Kept outside of React: a list that somebody comes back to is the same, at the same place. A page that has been let go of is
 * read again from the cursor it began at, so that a million rows cost the memory of a few thousand.
 */
import type { Condition } from "@/api/condition";
import type { Page, RecordData } from "@/api/records";

export const PAGE = 100;
/** Pages that are held at once. */
export const HELD = 40;
/** No browser shows a box that is higher than this many rows: over a longer list a window slides, half of it at a time. */
export const MOST_ROWS = 450_000;
const FLASH_MS = 1_600;

export interface SectionSpec {
  key: string;
  /** What the value of the group is; absent in a list without groups. */
  value?: unknown;
  where?: Condition;
  count?: number;
  measures?: Record<string, unknown>;
}

export interface Section extends SectionSpec {
  open: boolean;
  /** Where each known page begins. */
  cursors: (string | null)[];
  pages: Map<number, RecordData[]>;
  ended: boolean;
  loading: Set<number>;
  error: unknown;
}

export type Item =
  | { kind: "group"; section: Section }
  | { kind: "row"; section: Section; row: RecordData; at: number }
  | { kind: "waiting"; section: Section; at: number }
  | { kind: "failed"; section: Section };

export type LoadPage = (where: Condition | undefined, cursor: string | null, limit: number) => Promise<Page>;

const freshSection = (spec: SectionSpec, open: boolean): Section => ({
  ...spec,
  open,
  cursors: [null],
  pages: new Map(),
  ended: false,
  loading: new Set(),
  error: null,
});

export class RowStore {
  sections: Section[] = [];
  /** Records that no longer fit the list, or are gone; they stay where they are, faded, until the list is read anew. */
  readonly gone = new Set<string>();
  readonly flashing = new Set<string>();
  /** How far down the list was scrolled when it was left. */
  scrolled = 0;
  /** Rows above the window; what is counted from outside counts from there. */
  above = 0;
  /** Whether the groups have come, be there none. */
  private told = false;
  private listeners = new Set<() => void>();
  private ticket = 0;
  private revision = 0;
  private needed: [number, number] = [0, 0];

  constructor(
    private readonly load: LoadPage,
    /** With groups, sections come from outside (`group`); without, there is one. */
    readonly grouped: boolean,
    private readonly most = MOST_ROWS,
  ) {
    if (!grouped) this.sections = [freshSection({ key: "" }, true)];
  }

  subscribe = (listener: () => void): (() => void) => {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  };
  snapshot = (): number => this.revision;

  private tell(): void {
    if (this.above >= this.total) this.above = 0;
    this.revision += 1;
    this.listeners.forEach((listener) => listener());
  }

  /** Whether there is something to show: the first page, or the groups. */
  get ready(): boolean {
    return this.grouped ? this.told : this.sections[0]!.pages.size > 0 || this.sections[0]!.ended;
  }

  get error(): unknown {
    return this.grouped || this.ready ? null : this.sections[0]!.error;
  }

  /** Every row of a list without groups, where all have been seen. */
  get exactCount(): number | null {
    const only = this.grouped ? undefined : this.sections[0];
    return only?.ended ? this.rowsOf(only) : null;
  }

  rowsOf(section: Section): number {
    const last = section.cursors.length - 1;
    if (section.ended) return last * PAGE + (section.pages.get(last)?.length ?? lengthOfLast(section));
    return Math.min(section.cursors.length * PAGE, section.count ?? Infinity);
  }

  private size(section: Section): number {
    const rows = section.open ? this.rowsOf(section) : 0;
    return (this.grouped ? 1 : 0) + rows + (section.error && section.open && section.pages.size ? 1 : 0);
  }

  private get total(): number {
    return this.sections.reduce((sum, section) => sum + this.size(section), 0);
  }

  /** How many rows the window has. */
  get length(): number {
    return Math.min(this.total - this.above, this.most);
  }

  /** Moves the window where what is on the screen comes near its edge; gives by how many rows. */
  slide(first: number, last: number): number {
    const half = Math.floor(this.most / 2);
    const down = last >= this.length - PAGE && this.total > this.above + this.most;
    const up = first < PAGE && this.above > 0;
    if (!down && !up) return 0;
    const step = down ? half : -Math.min(half, this.above);
    this.above += step;
    this.tell();
    return step;
  }

  at(index: number): Item | undefined {
    let rest = index + this.above;
    for (const section of this.sections) {
      const size = this.size(section);
      if (rest >= size) {
        rest -= size;
        continue;
      }
      if (this.grouped && rest === 0) return { kind: "group", section };
      const at = rest - (this.grouped ? 1 : 0);
      if (at >= this.rowsOf(section)) return { kind: "failed", section };
      const row = section.pages.get(Math.floor(at / PAGE))?.[at % PAGE];
      return row ? { kind: "row", section, row, at } : { kind: "waiting", section, at };
    }
    return undefined;
  }

  /** Where a section's first row stands. */
  private offsets(): [Section, number][] {
    let offset = 0;
    return this.sections.map((section) => {
      const start = offset + (this.grouped ? 1 : 0);
      offset += this.size(section);
      return [section, start];
    });
  }

  /** These rows are on the screen: their pages are read, and the next ones too. */
  need(first: number, last: number): void {
    this.look(first + this.above, last + this.above);
  }

  private look(first: number, last: number): void {
    this.needed = [first, last];
    for (const [section, start] of this.offsets()) {
      if (!section.open) continue;
      const end = start + this.rowsOf(section);
      if (end <= first - PAGE || start > last + PAGE) continue;
      const from = Math.max(0, Math.floor((first - start - PAGE / 2) / PAGE));
      const to = Math.min(section.cursors.length - 1, Math.floor((last - start + PAGE) / PAGE));
      for (let page = from; page <= to; page++) void this.read(section, page);
    }
  }

  private async read(section: Section, page: number): Promise<void> {
    if (section.pages.has(page) || section.loading.has(page) || section.error) return;
    const ticket = this.ticket;
    section.loading.add(page);
    try {
      const found = await this.load(section.where, section.cursors[page]!, PAGE);
      if (ticket !== this.ticket) return;
      section.pages.set(page, found.records);
      if (page === section.cursors.length - 1) {
        if (found.next_cursor) section.cursors.push(found.next_cursor);
        else section.ended = true;
      }
      this.letGo();
    } catch (error) {
      if (ticket !== this.ticket) return;
      section.error = error;
    } finally {
      section.loading.delete(page);
      if (ticket === this.ticket) this.tell();
    }
    if (!section.error) this.look(...this.needed);
  }

  /** Lets go of the pages that are farthest from what is on the screen. */
  private letGo(): void {
    const middle = (this.needed[0] + this.needed[1]) / 2;
    const held = this.offsets().flatMap(([section, start]) =>
      [...section.pages.keys()].map((page) => ({ section, page, far: Math.abs(start + (page + 0.5) * PAGE - middle) })),
    );
    if (held.length <= HELD) return;
    held.sort((one, other) => other.far - one.far);
    for (const { section, page } of held.slice(0, held.length - HELD)) {
      if (section.ended && page === section.cursors.length - 1) lastLengths.set(section, section.pages.get(page)!.length);
      section.pages.delete(page);
    }
  }

  /** The groups, as they are now: what was open or read stays so. */
  group(specs: SectionSpec[], open = true): void {
    this.told = true;
    const known = new Map(this.sections.map((section) => [section.key, section]));
    this.sections = specs.map((spec) => {
      const old = known.get(spec.key);
      return old ? Object.assign(old, { count: spec.count, measures: spec.measures }) : freshSection(spec, open);
    });
    this.tell();
  }

  toggle(section: Section): void {
    section.open = !section.open;
    this.tell();
  }

  toggleAll(open: boolean): void {
    this.sections.forEach((section) => (section.open = open));
    this.tell();
  }

  retry(section?: Section): void {
    (section ? [section] : this.sections).forEach((one) => (one.error = null));
    this.tell();
    this.look(...this.needed);
  }

  /** Reads everything anew, from the first page on; what is shown stays until that is there. */
  async reload(): Promise<void> {
    this.ticket += 1;
    const ticket = this.ticket;
    const open = this.sections.filter((section) => section.open && (!this.grouped || section.pages.size > 0));
    try {
      const pages = await Promise.all(open.map((section) => this.load(section.where, null, PAGE)));
      if (ticket !== this.ticket) return;
      this.ticket += 1; // pages asked for meanwhile begin at cursors that are no more
      this.gone.clear();
      this.above = 0;
      this.sections.forEach((section) => Object.assign(section, freshSection(section, section.open)));
      open.forEach((section, index) => {
        const { records, next_cursor: next } = pages[index]!;
        section.pages.set(0, records);
        section.ended = !next;
        if (next) section.cursors.push(next);
      });
    } catch (error) {
      if (ticket !== this.ticket) return;
      open.forEach((section) => (section.error = error));
    }
    this.tell();
    this.look(...this.needed);
  }

  /** Somebody comes back: at the top the list is read anew, further down the rows that are shown get their newest values. */
  async revisit(): Promise<void> {
    if (this.scrolled < 1) return this.reload();
    const ticket = this.ticket;
    const [first, last] = this.needed;
    for (const [section, start] of this.offsets())
      for (const page of [...section.pages.keys()]) {
        const from = start + page * PAGE;
        if (from > last || from + PAGE < first) continue;
        const before = section.pages.get(page)!;
        const { records } = await this.load(section.where, section.cursors[page]!, PAGE);
        if (ticket !== this.ticket) return;
        const there = new Set(records.map((row) => row.id));
        this.patch(records);
        this.fade(before.filter((row) => !there.has(row.id)).map((row) => row.id));
      }
  }

  /** The records among these that are held. */
  held(ids: Iterable<string>): Set<string> {
    const asked = new Set(ids);
    const found = new Set<string>();
    this.each((row) => asked.has(row.id) && found.add(row.id));
    return found;
  }

  find(id: string): RecordData | undefined {
    let found: RecordData | undefined;
    this.each((row) => {
      if (row.id === id) found = row;
    });
    return found;
  }

  rows(): RecordData[] {
    const all: RecordData[] = [];
    this.each((row) => all.push(row));
    return all;
  }

  private each(visit: (row: RecordData) => void): void {
    for (const section of this.sections) for (const page of section.pages.values()) page.forEach(visit);
  }

  /** Puts newer values in place; `flash` shows softly that they have come. */
  patch(rows: Iterable<RecordData>, flash = false): void {
    const newer = new Map([...rows].map((row) => [row.id, row]));
    if (newer.size === 0) return;
    for (const section of this.sections)
      for (const [page, held] of section.pages)
        if (held.some((row) => newer.has(row.id)))
          section.pages.set(page, held.map((row) => (newer.has(row.id) ? { ...row, ...newer.get(row.id) } : row)));
    newer.forEach((_, id) => this.gone.delete(id));
    if (flash) this.flash([...newer.keys()]);
    this.tell();
  }

  fade(ids: Iterable<string>): void {
    for (const id of ids) this.gone.add(id);
    this.tell();
  }

  private flash(ids: string[]): void {
    ids.forEach((id) => this.flashing.add(id));
    setTimeout(() => {
      ids.forEach((id) => this.flashing.delete(id));
      this.tell();
    }, FLASH_MS);
  }
}

/** How long the last page of a section was before it was let go of. */
const lastLengths = new WeakMap<Section, number>();
const lengthOfLast = (section: Section): number => lastLengths.get(section) ?? 0;
