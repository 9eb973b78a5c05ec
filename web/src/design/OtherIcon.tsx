import { CircleDot } from "lucide-react";

import { ICONS } from "./icons";

/** An icon beyond the frame's own; a name that is none of ours is a dot. */
export default function OtherIcon({ name, size }: { name: string; size: number }) {
  const Known = ICONS[name] ?? CircleDot;
  return <Known size={size} strokeWidth={1.75} aria-hidden />;
}
