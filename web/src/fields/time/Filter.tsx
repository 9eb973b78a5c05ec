import { ByInput } from "../shared/ByInput";
import type { FilterProps } from "../types";
import { Input } from "./Input";

export const Filter = (props: FilterProps) => <ByInput {...props} input={Input} />;
