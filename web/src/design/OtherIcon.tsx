import { CircleDot } from "lucide-react";
import { DynamicIcon, type IconName, iconNames } from "lucide-react/dynamic";

/** Every icon there is; each is a file of its own, loaded when it is shown. */
export default function OtherIcon({ name, size }: { name: string; size: number }) {
  if (!iconNames.includes(name as IconName)) return <CircleDot size={size} strokeWidth={1.75} aria-hidden />;
  return <DynamicIcon name={name as IconName} size={size} strokeWidth={1.75} aria-hidden />;
}


