/** What can be set, by whom; the order is that of the navigation. */
import {
  Activity,
  Building2,
  Contact,
  Eye,
  Handshake,
  KeyRound,
  type LucideIcon,
  Map as MapIcon,
  Plane,
  ScrollText,
  Share2,
  ShieldCheck,
  Trash2,
  UserCog,
  UserRound,
  Users,
} from "lucide-react";
import { type ComponentType, lazy } from "react";

import type { Model } from "@/api/metadata";
import type { Me } from "@/api/session";

type Who = "everyone" | "admin" | "user" | "department" | "team";

export interface SectionProps {
  /** The rest of the address: `/settings/users/{id}` gives `[id]`. */
  rest: string[];
}

export interface SettingsSection {
  name: string;
  icon: LucideIcon;
  /** Administrators, everyone, or whoever may keep records of that object. */
  who: Who;
  Screen: ComponentType<SectionProps>;
}

const section = (name: string, icon: LucideIcon, who: Who, load: () => Promise<{ default: ComponentType<SectionProps> }>): SettingsSection => ({
  name,
  icon,
  who,
  Screen: lazy(load),
});

export const GROUPS: { name: string; sections: SettingsSection[] }[] = [
  {
    name: "me",
    sections: [
      section("profile", UserRound, "everyone", () => import("./me/Profile").then((room) => ({ default: room.Profile }))),
      section("security", ShieldCheck, "everyone", () => import("./me/Security").then((room) => ({ default: room.Security }))),
      section("keys", KeyRound, "everyone", () => import("./me/Keys").then((room) => ({ default: room.Keys }))),
      section("absence", Plane, "everyone", () => import("./me/Absence").then((room) => ({ default: room.Absence }))),
    ],
  },
  {
    name: "organisation",
    sections: [
      section("users", Users, "user", () => import("./organisation/Users").then((room) => ({ default: room.UsersScreen }))),
      section("departments", Building2, "department", () => import("./organisation/Departments").then((room) => ({ default: room.Departments }))),
      section("teams", Contact, "team", () => import("./organisation/Teams").then((room) => ({ default: room.Teams }))),
    ],
  },
  {
    name: "rights",
    sections: [
      section("roles", UserCog, "admin", () => import("./rights/Roles").then((room) => ({ default: room.Roles }))),
      section("sharing", Share2, "admin", () => import("./rights/Sharing").then((room) => ({ default: room.Sharing }))),
      section("territories", MapIcon, "admin", () => import("./rights/Territories").then((room) => ({ default: room.Territories }))),
      section("rights", Eye, "admin", () => import("./rights/RightsOf").then((room) => ({ default: room.RightsOf }))),
    ],
  },
  {
    name: "watch",
    sections: [
      section("audit", ScrollText, "admin", () => import("./watch/Audit").then((room) => ({ default: room.Audit }))),
      section("hand-overs", Handshake, "admin", () => import("./watch/HandOvers").then((room) => ({ default: room.HandOvers }))),
      section("bin", Trash2, "everyone", () => import("./watch/Bin").then((room) => ({ default: room.Bin }))),
      section("health", Activity, "admin", () => import("./watch/Health").then((room) => ({ default: room.Health }))),
    ],
  },
];

/** Whether somebody may open a section; the server decides on every call again. */
export function mayOpen({ who }: SettingsSection, me: Me, model: Model): boolean {
  if (who === "everyone" || me.admin) return true;
  if (who === "admin") return false;
  const actions = model.object(who)?.actions ?? [];
  return actions.includes("create") || actions.includes("update");
}
