import { Pill } from "@/design/Pill";

import { useWay } from "./useWay";

const COLORS: Record<string, string> = {
  own: "gray",
  team: "blue",
  reports: "indigo",
  department: "purple",
  subdepartments: "orange",
  all: "green",
  administrator: "green",
  sharing_rule: "pink",
  territory: "yellow",
  relation: "teal",
  share: "teal",
  directory: "gray",
};

export function Way({ how, object }: { how: string; object?: string }) {
  const wayOf = useWay(object);
  const rule = how.split(" ")[0]!;
  const color = rule === "delegation" ? "gray" : (COLORS[rule] ?? "gray");
  return (
    <span title={wayOf(how)} style={{ display: "inline-flex", maxWidth: "100%" }}>
      <Pill color={color} dot={false}>
        {wayOf(how)}
      </Pill>
    </span>
  );
}
