export function CompassEditor() { return null; }
