/** Puts a text on the clipboard; says whether it is there. Browsers keep their clipboard from pages that are not served over https: those have the old way. */
export async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyMarked(text);
  }
}

function copyMarked(text: string): boolean {
  const focused = document.activeElement instanceof HTMLElement ? document.activeElement : document.body;
  const area = document.createElement("textarea");
  area.value = text;
  area.readOnly = true;
  area.style.cssText = "position: fixed; opacity: 0";
  // Beside what has the focus: a dialog takes it back from anything outside.
  (focused.parentElement ?? document.body).append(area);
  area.select();
  try {
    return document.execCommand("copy");
  } finally {
    area.remove();
    focused.focus();
  }
}
