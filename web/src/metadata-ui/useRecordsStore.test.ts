import { describe, expect, it } from "vitest";

import { HELD, type LoadPage, PAGE, RowStore } from "./useRecordsStore";

/** A server with so many records; cursors are numbers. */
function server(size: number, asked: number[] = []): LoadPage {
  return async (_where, cursor, limit) => {
    const start = cursor === null ? 0 : Number(cursor);
    asked.push(start / limit);
    const records = Array.from({ length: Math.max(0, Math.min(limit, size - start)) }, (_, at) => ({ id: `r${start + at}`, version: 1, n: start + at }));
    return { records, next_cursor: start + limit < size ? String(start + limit) : null, count: null };
  };
}
const settle = () => new Promise((done) => setTimeout(done));

async function scrollTo(store: RowStore, row: number): Promise<void> {
  store.need(row, row + 30);
  await settle();
}

describe("rows of a table", () => {
  it("reads ahead of what is shown, and no further", async () => {
    const asked: number[] = [];
    const store = new RowStore(server(100_000, asked), false);
    await scrollTo(store, 0);
    expect(asked).toEqual([0, 1]);
    expect(store.at(PAGE)).toMatchObject({ kind: "row", row: { n: PAGE } });
    expect(store.at(2 * PAGE)).toMatchObject({ kind: "waiting" });
  });

  it("holds few pages however far one scrolls, and reads again what it let go of, in its place", async () => {
    const store = new RowStore(server(100_000), false);
    for (let row = 0; row < 20_000; row += PAGE) await scrollTo(store, row);
    expect(store.rows().length).toBeLessThanOrEqual(HELD * PAGE);
    expect(store.at(0)).toMatchObject({ kind: "waiting" });
    const before = store.length;
    await scrollTo(store, 0);
    expect(store.at(7)).toMatchObject({ kind: "row", row: { n: 7 } });
    expect(store.length).toBe(before);
  });

  it("slides a window over what no box is high enough for, down to the end and back", async () => {
    const [most, size] = [1_000, 5_432];
    const store = new RowStore(server(size), false, most);
    let row = 0;
    const shown = async () => {
      row -= store.slide(row, row + 30);
      await scrollTo(store, row);
      return store.at(row);
    };
    for (let n = 0; n < size; n += 20, row += 20) {
      expect(await shown()).toMatchObject({ kind: "row", row: { n } });
      expect(store.length).toBeLessThanOrEqual(most);
    }
    expect(store.exactCount).toBe(size);
    row -= 20;
    for (let n = size - 12; n >= 0; n -= 20, row -= 20) expect(await shown()).toMatchObject({ kind: "row", row: { n } });
    expect(store.above).toBe(0);
  });

  it("knows the count once it has seen the end", async () => {
    const store = new RowStore(server(PAGE + 5), false);
    expect(store.exactCount).toBeNull();
    await scrollTo(store, 0);
    expect(store.exactCount).toBe(PAGE + 5);
    expect(store.length).toBe(PAGE + 5);
  });

  it("shows a failure where it happened, and goes on after a retry", async () => {
    let broken = true;
    const load = server(500);
    const store = new RowStore((where, cursor, limit) => (cursor && broken ? Promise.reject(new Error("offline")) : load(where, cursor, limit)), false);
    await scrollTo(store, 0);
    expect(store.at(2 * PAGE)).toMatchObject({ kind: "failed" });
    broken = false;
    store.retry();
    await settle();
    expect(store.at(PAGE)).toMatchObject({ kind: "row", row: { n: PAGE } });
  });

  it("keeps groups apart, open or closed, over new counts", async () => {
    const store = new RowStore(server(3), true);
    store.group([{ key: "a", count: 3 }, { key: "b", count: 3 }]);
    await scrollTo(store, 0);
    expect(store.length).toBe(8);
    store.toggle(store.sections[0]!);
    store.group([{ key: "b", count: 3 }, { key: "a", count: 4 }]);
    expect(store.length).toBe(5);
    expect(store.at(4)).toMatchObject({ kind: "group", section: { key: "a", open: false } });
  });

  it("patches rows, fades those that are gone, and forgets both when it is read anew", async () => {
    const store = new RowStore(server(10), false);
    await scrollTo(store, 0);
    store.patch([{ id: "r3", version: 2, n: 33 }], true);
    store.fade(["r4"]);
    expect(store.find("r3")).toEqual({ id: "r3", version: 2, n: 33 });
    expect([store.flashing.has("r3"), store.gone.has("r4")]).toEqual([true, true]);
    await store.reload();
    expect(store.find("r3")?.n).toBe(3);
    expect(store.gone.size).toBe(0);
  });
});
