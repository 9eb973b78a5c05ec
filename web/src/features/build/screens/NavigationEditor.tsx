export function NavigationEditor() { return null; }
