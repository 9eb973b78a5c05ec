export { Filter } from "../shared/None";
