/** Where a sign-in leads: the page that was asked for, if it is one of ours. */
export function goalOf(to: unknown, origin = location.origin): string {
  if (typeof to !== "string" || !to.startsWith("/")) return "/";
  let url: URL;
  try {
    url = new URL(to, origin);
  } catch {
    return "/";
  }
  if (url.origin !== origin || url.pathname === "/login") return "/";
  return url.pathname + url.search + url.hash;
}
