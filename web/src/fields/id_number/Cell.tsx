export { Cell } from "../text/Cell";
