import { useEffect } from "react";
import { create } from "zustand";

const usePaletteStore = create<{ open: boolean }>()(() => ({ open: false }));

export const openPalette = () => usePaletteStore.setState({ open: true });
const close = () => usePaletteStore.setState({ open: false });

/** The search box that finds everything and runs commands; ⌘K and Ctrl-K open it anywhere. */
export function usePalette() {
  const open = usePaletteStore((state) => state.open);
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if ((event.metaKey || event.ctrlKey) && event.key.toLowerCase() === "k") {
        event.preventDefault();
        usePaletteStore.setState((state) => ({ open: !state.open }));
      }
    };
    addEventListener("keydown", pressed);
    return () => removeEventListener("keydown", pressed);
  }, []);
  return { open, close };
}
