export { Filter } from "../integer/Filter";
