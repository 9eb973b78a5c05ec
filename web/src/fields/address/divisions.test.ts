import { expect, test } from "vitest";

import { namedBy, pathTo, provinces } from "./divisions";

test("municipalities have no city, some districts lie in their province", () => {
  expect(namedBy(pathTo("310115"))).toEqual({ code: "310115", province: "上海市", district: "浦东新区" });
  expect(namedBy(pathTo("330110"))).toEqual({ code: "330110", province: "浙江省", city: "杭州市", district: "余杭区" });
  expect(namedBy(pathTo("429004"))).toEqual({ code: "429004", province: "湖北省", district: "仙桃市" });
  expect(pathTo("999999")).toEqual([]);
  expect(provinces.length).toBeGreaterThan(30);
});
