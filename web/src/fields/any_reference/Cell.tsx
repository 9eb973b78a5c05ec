export { Cell } from "../reference/Cell";
