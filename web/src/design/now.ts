import { useEffect, useState } from "react";

const MINUTE_MS = 60_000;

/** This moment; it goes on each minute, and when the window is looked at again. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const tick = () => setNow(Date.now());
    const timer = setInterval(tick, MINUTE_MS);
    addEventListener("focus", tick);
    return () => {
      clearInterval(timer);
      removeEventListener("focus", tick);
    };
  }, []);
  return now;
}
