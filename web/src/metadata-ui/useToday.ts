import { useEffect, useState } from "react";

import { useMe } from "@/api/session";
import { momentAt, wallOf } from "@/fields";

const DAY = 86_400_000;

/** The day on the workspace's calendar, and the one before; after midnight it is another. */
export function useToday(): { today: string; yesterday: string } {
  const { zone } = useMe().workspace;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tomorrow = wallOf(now + DAY, zone).slice(0, 10);
    const timer = setTimeout(() => setNow(Date.now()), momentAt(`${tomorrow}T00:00:01`, zone).getTime() - now);
    return () => clearTimeout(timer);
  }, [now, zone]);
  return { today: wallOf(now, zone).slice(0, 10), yesterday: wallOf(now - DAY, zone).slice(0, 10) };
}
