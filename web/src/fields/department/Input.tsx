export { Input } from "../reference/Input";
