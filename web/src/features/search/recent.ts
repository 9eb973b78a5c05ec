/** The records that were opened last from the search, in this browser. */
export interface Opened {
  object: string;
  id: string;
  title: string;
}

const KEY = "luopan.opened";
const MOST = 6;

export function recentlyOpened(): Opened[] {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? "[]") as Opened[];
  } catch {
    return [];
  }
}

export function rememberOpened(one: Opened): void {
  const others = recentlyOpened().filter((other) => other.id !== one.id);
  localStorage.setItem(KEY, JSON.stringify([one, ...others].slice(0, MOST)));
}

/** Whether every word of what was typed is in the label. */
export function matches(label: string, text: string): boolean {
  const within = label.toLowerCase();
  return text.toLowerCase().split(/\s+/).every((word) => within.includes(word));
}
