export function ObjectPage() {
  return <p>ObjectPage</p>;
}
