/** An operator that takes nothing asks for nothing. */
export function Filter() {
  return null;
}
