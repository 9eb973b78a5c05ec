/** Icons by name, as metadata speaks of them (`building-2`): the ones that the frame needs at once, the others when they are met. */
import {
  Activity,
  Bell,
  Box,
  Building2,
  CalendarDays,
  ChartNoAxesColumn,
  CircleDot,
  Contact,
  Database,
  FileUp,
  Handshake,
  House,
  ListTodo,
  type LucideIcon,
  Package,
  Receipt,
  Settings,
  ShoppingCart,
  Store,
  Target,
  UserRound,
  Users,
  Wrench,
} from "lucide-react";
import { lazy, memo, Suspense } from "react";

const KNOWN: Record<string, LucideIcon> = {
  activity: Activity,
  bell: Bell,
  box: Box,
  "building-2": Building2,
  "calendar-days": CalendarDays,
  "chart-no-axes-column": ChartNoAxesColumn,
  "circle-dot": CircleDot,
  contact: Contact,
  database: Database,
  "file-up": FileUp,
  handshake: Handshake,
  house: House,
  "list-todo": ListTodo,
  package: Package,
  receipt: Receipt,
  settings: Settings,
  "shopping-cart": ShoppingCart,
  store: Store,
  target: Target,
  "user-round": UserRound,
  users: Users,
  wrench: Wrench,
};

const Other = lazy(() => import("./OtherIcon"));

export const Icon = memo(function Icon({ name, size = 16 }: { name?: string | null; size?: number }) {
  const Known = KNOWN[name ?? "box"];
  if (Known) return <Known size={size} strokeWidth={1.75} aria-hidden />;
  return (
    <Suspense fallback={<CircleDot size={size} strokeWidth={1.75} aria-hidden />}>
      <Other name={name!} size={size} />
    </Suspense>
  );
});
