import { expect, test } from "vitest";

import { shown } from "./ways";

test("the widest comes first; what is delegated is told only where it adds something; shares are not told", () => {
  const ways = ["delegation all", "delegation own", "delegation share", "own", "share", "sharing_rule Car makers", "team"];
  expect(shown(ways)).toEqual({ own: ["team", "own", "sharing_rule Car makers"], delegated: ["delegation all"] });
});
