/** The file that was chosen last, so that it can be read in another way without being chosen again. */
let chosen: { id: string; file: File } | null = null;

export function rememberFile(id: string, file: File): void {
  chosen = { id, file };
}

/** The file of this import, as long as this window has it. */
export function fileOf(id: string): File | null {
  return chosen?.id === id ? chosen.file : null;
}
