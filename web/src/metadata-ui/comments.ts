/** What people say about a record, and whom they mention in it. */
import { send } from "@/api/client";
import type { Reference } from "@/api/records";

export interface Comment {
  id: string;
  text: string;
  mentions: Reference[];
  author: Reference;
  at: string;
  edited_at: string | null;
  can_change: boolean;
  can_delete?: boolean;
}

export interface CommentPage {
  comments: Comment[];
  next_cursor: string | null;
}

const path = (object: string, id: string) => `/api/records/${object}/${id}/comments`;

export const readComments = (object: string, id: string, cursor: string | null, signal?: AbortSignal) =>
  send<CommentPage>("GET", path(object, id) + (cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""), { signal });
export const postComment = (object: string, id: string, text: string) => send<Comment>("POST", path(object, id), { body: { text } });
export const editComment = (id: string, text: string) => send<Comment>("PATCH", `/api/comments/${id}`, { body: { text } });
export const deleteComment = (id: string) => send("DELETE", `/api/comments/${id}`);

export type Part = { kind: "text"; text: string } | { kind: "mention"; id: string; name: string } | { kind: "link"; href: string };

const SPECIAL = /@\[([^\]\n]{1,200})\]\(([0-9a-fA-F-]{36})\)|https?:\/\/[^\s<>"'，。；、）】》]+[^\s<>"'，。；、）】》.,;:!?)]/g;

/** A comment's text, with the people and addresses in it told apart. */
export function partsOf(text: string): Part[] {
  const parts: Part[] = [];
  let from = 0;
  for (const found of text.matchAll(SPECIAL)) {
    if (found.index > from) parts.push({ kind: "text", text: text.slice(from, found.index) });
    parts.push(found[2] ? { kind: "mention", name: found[1]!, id: found[2] } : { kind: "link", href: found[0] });
    from = found.index + found[0].length;
  }
  if (from < text.length) parts.push({ kind: "text", text: text.slice(from) });
  return parts;
}

/** People by the name under which they stand in what is typed. */
export type People = Record<string, string>;

/** The name under which somebody is mentioned: another of the same name is told apart by `note`, or by the end of the id. */
export function nameFor(one: { id: string; name: string; note?: string }, people: People, ambiguous = false): string {
  const taken = ambiguous || (one.name in people && people[one.name] !== one.id);
  return taken ? `${one.name} (${one.note ?? one.id.slice(-4)})` : one.name;
}

/** As it is typed: `@周启明`, and who that is. */
export function toTyped(text: string): { typed: string; people: People } {
  const people: People = {};
  const typed = partsOf(text).map((part) => {
    if (part.kind !== "mention") return part.kind === "link" ? part.href : part.text;
    const name = nameFor(part, people);
    people[name] = part.id;
    return `@${name}`;
  });
  return { typed: typed.join(""), people };
}

/** As it is kept: `@[周启明](id)`. The longest name goes first, so that nobody is taken for somebody whose name begins alike. */
export function toKept(typed: string, people: People): string {
  const names = Object.keys(people).sort((one, other) => other.length - one.length);
  if (names.length === 0) return typed;
  const escaped = names.map((name) => name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return typed.replace(new RegExp(`@(${escaped.join("|")})`, "g"), (_all, name: string) => `@[${name}](${people[name]})`);
}
