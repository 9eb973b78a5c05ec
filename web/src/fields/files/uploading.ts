/** A form that is told how many more (or fewer) files are on their way is not saved without them. */
import { createContext } from "react";

export const Uploading = createContext<(more: number) => void>(() => undefined);
