export function Build() {
  return <p>Build</p>;
}
