export { Filter } from "../reference/Filter";
