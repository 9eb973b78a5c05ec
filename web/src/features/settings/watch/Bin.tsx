export function Bin() {
  return null;
}
