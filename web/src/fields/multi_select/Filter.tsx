export { Filter } from "../select/Filter";
