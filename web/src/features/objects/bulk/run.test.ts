import { afterEach, describe, expect, it, vi } from "vitest";

import { STEP, stepsOf } from "./run";

afterEach(() => vi.unstubAllGlobals());

/** A server with so many records whose ids are their places. */
function serve(size: number): unknown[] {
  const asked: unknown[] = [];
  vi.stubGlobal("fetch", async (_path: string, init: RequestInit) => {
    const body = JSON.parse(init.body as string) as { cursor: string | null; limit: number };
    asked.push(body);
    const start = Number(body.cursor ?? 0);
    const records = Array.from({ length: Math.min(body.limit, size - start) }, (_, at) => ({ id: String(start + at), version: 1 }));
    return new Response(JSON.stringify({ records, next_cursor: start + body.limit < size ? String(start + body.limit) : null, count: null }));
  });
  return asked;
}

async function all(steps: AsyncGenerator<string[]>): Promise<string[][]> {
  const found: string[][] = [];
  for await (const ids of steps) found.push(ids);
  return found;
}

describe("steps of bulk work", () => {
  const never = new AbortController().signal;

  it("goes through all that match but what was taken out, in the order of ids", async () => {
    const asked = serve(2 * STEP + 5);
    const steps = await all(stepsOf("deal", { all: true, except: new Set(["0", "2001"]) }, { search: "x" }, never));
    expect(steps.map((ids) => ids.length)).toEqual([STEP - 1, STEP, 4]);
    expect(asked[0]).toMatchObject({ where: { search: "x" }, select: ["id"], sort: [{ field: "id", dir: "asc" }] });
  });

  it("asks nobody for ids that it has", async () => {
    const asked = serve(0);
    const ids = Array.from({ length: STEP + 1 }, (_, at) => String(at));
    expect((await all(stepsOf("deal", { all: false, ids: new Set(ids) }, undefined, never))).flat()).toEqual(ids);
    expect(asked).toEqual([]);
  });

  it("stops where somebody stops it", async () => {
    serve(10 * STEP);
    const control = new AbortController();
    const steps = stepsOf("deal", { all: true, except: new Set() }, undefined, control.signal);
    await steps.next();
    vi.stubGlobal("fetch", async (_: string, init: RequestInit) => {
      if (init.signal?.aborted) throw new DOMException("stopped", "AbortError");
      return new Response("{}");
    });
    control.abort();
    await expect(steps.next()).rejects.toThrow("stopped");
  });
});
