/** Luopan as somebody else sees it: read-only, written to the audit, until it is ended. */
import { send } from "@/api/client";

/** Everything is read anew: what was there was read as somebody else. */
function beginAnew(): void {
  location.assign("/");
}

export async function beginViewAs(user: string): Promise<void> {
  await send("POST", "/api/view-as", { body: { user } });
  beginAnew();
}

export async function endViewAs(): Promise<void> {
  await send("DELETE", "/api/view-as");
  beginAnew();
}
