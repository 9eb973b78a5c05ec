export function RightsOf() {
  return null;
}
