export { Filter } from "../files/Filter";
