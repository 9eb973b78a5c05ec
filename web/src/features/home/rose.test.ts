import { expect, test } from "vitest";

import { rose } from "./rose";

const radiusOf = (path: string) => Number(/A([\d.]+)/.exec(path)![1]);

test("the area of a petal grows with its count, and the largest reaches the ring", () => {
  const [none, half, most] = rose([0, 50, 100]).map((petal) => radiusOf(petal.path));
  expect(none).toBe(36);
  expect(most).toBe(118);
  expect((half! ** 2 - 36 ** 2) / (118 ** 2 - 36 ** 2)).toBeCloseTo(0.5, 3);
});

test("nobody anywhere is five small petals", () => {
  expect(new Set(rose([0, 0, 0, 0, 0]).map((petal) => radiusOf(petal.path)))).toEqual(new Set([36]));
});
