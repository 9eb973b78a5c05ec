import { expect, it } from "vitest";

import { arrange } from "./arrange";

it("puts what is pointed at left of what points at it, circles and loners included, no two at one place", () => {
  const edges = [
    { source: "deal", target: "account" },
    { source: "line", target: "deal" },
    { source: "account", target: "account" },
    { source: "line", target: "product" },
    { source: "a", target: "b" },
    { source: "b", target: "a" },
    { source: "deal", target: "gone" },
  ];
  const nodes = ["line", "deal", "account", "product", "a", "b", "alone"];
  const places = arrange(nodes, edges);
  expect(places.size).toBe(nodes.length);
  expect(new Set([...places.values()].map(({ x, y }) => `${x},${y}`)).size).toBe(nodes.length);
  const x = (node: string) => places.get(node)!.x;
  expect(x("account")).toBeLessThan(x("deal"));
  expect(x("deal")).toBeLessThan(x("line"));
  expect(x("a")).not.toBe(x("b"));
  expect(places.get("alone")!.y).toBeGreaterThan(Math.max(...nodes.slice(0, 6).map((node) => places.get(node)!.y)));
});
