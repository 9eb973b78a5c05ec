/** An order as the address of a list says it: `-amount,name`. */
import type { Sort } from "./metadata";

export const writeSort = (sort: readonly Sort[]): string => sort.map((one) => (one.dir === "desc" ? `-${one.field}` : one.field)).join(",");
