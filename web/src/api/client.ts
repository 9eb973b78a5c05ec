/** The one way to the server: typed calls for the fixed endpoints, `send` for the paths that metadata makes. */
import createClient from "openapi-fetch";

import { Problem } from "./problem";
import type { paths } from "./schema";

let locale = "zh-CN";

/** The language in which the server answers people. */
export function speak(next: string): void {
  locale = next;
}

const listeners = new Set<() => void>();

/** Calls `listener` whenever an answer says that nobody is signed in any more. */
export function onSignedOut(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

declare global {
  interface Window {
    /** Calls that `first-paint.js` made before the app was loaded. */
    asked?: Map<string, Promise<Response>>;
  }
}

/** The first call of a path that has been asked already takes that answer. */
function call(input: RequestInfo | URL, init: RequestInit): Promise<Response> {
  const asked = typeof input === "string" && init.method === "GET" ? window.asked?.get(input) : undefined;
  if (!asked) return fetch(input, init);
  window.asked!.delete(input as string);
  return asked;
}

async function reach(input: RequestInfo | URL, init?: RequestInit): Promise<Response> {
  const headers = new Headers(input instanceof Request ? input.headers : undefined);
  new Headers(init?.headers).forEach((value, name) => headers.set(name, value));
  headers.set("accept-language", locale);
  let answer: Response;
  try {
    answer = await call(input, { ...init, headers });
  } catch (reason) {
    if (reason instanceof DOMException && reason.name === "AbortError") throw reason;
    throw Problem.offline();
  }
  if (answer.ok) return answer;
  const problem = await Problem.of(answer);
  if (answer.status === 401 && problem.code !== "sign_in_failed") listeners.forEach((listener) => listener());
  throw problem;
}

/** Typed calls of the endpoints that every Luopan has; they throw `Problem`. */
export const api = createClient<paths>({ baseUrl: "/", fetch: (request) => reach(request) });

type Method = "GET" | "POST" | "PUT" | "PATCH" | "DELETE";

export interface SendOptions {
  body?: unknown;
  /** The version that was read: the write is refused where the record has moved on. */
  ifMatch?: number;
  signal?: AbortSignal;
}

/** One call with a JSON body and answer; throws `Problem`. A `FormData` body is sent as it is. */
export async function send<Answer = void>(method: Method, path: string, options: SendOptions = {}): Promise<Answer> {
  const { body, ifMatch, signal } = options;
  const form = body instanceof FormData;
  const headers: Record<string, string> = {};
  if (body !== undefined && !form) headers["content-type"] = "application/json";
  if (ifMatch !== undefined) headers["if-match"] = String(ifMatch);
  const answer = await reach(path, {
    method,
    headers,
    body: body === undefined ? undefined : form ? body : JSON.stringify(body),
    signal,
  });
  return (answer.status === 204 ? undefined : await answer.json()) as Answer;
}

/** Downloads the answer of a call as a file under the name that the server gives it. */
export async function download(path: string, body?: unknown): Promise<void> {
  const answer = await reach(path, {
    method: body === undefined ? "GET" : "POST",
    headers: body === undefined ? {} : { "content-type": "application/json" },
    body: body === undefined ? undefined : JSON.stringify(body),
  });
  const named = /filename\*=UTF-8''([^;]+)/.exec(answer.headers.get("content-disposition") ?? "");
  const link = document.createElement("a");
  link.href = URL.createObjectURL(await answer.blob());
  link.download = named ? decodeURIComponent(named[1]!) : "luopan";
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}
