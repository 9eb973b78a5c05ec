export function RelationsMap() { return null; }
