export function Navigation() {
  return null;
}
