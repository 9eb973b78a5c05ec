export { Cell } from "../integer/Cell";
