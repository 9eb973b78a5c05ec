/** Every address of the app. Screens are loaded when they are first opened. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, type ErrorComponentProps, lazyRouteComponent, Outlet, redirect, useRouter } from "@tanstack/react-router";
import type { ComponentType } from "react";

import { metadataQuery } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { ErrorState, Skeleton } from "@/design/States";
import { SignIn } from "@/features/sign-in/SignIn";

import { loadTexts } from "./i18n";
import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

type Search = Record<string, unknown>;
const anySearch = (search: Search): Search => search;

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound, validateSearch: anySearch });

/** What could not be loaded is asked for again: to draw it anew alone would show the same error. */
function Broken({ error, reset }: ErrorComponentProps) {
  const router = useRouter();
  return <ErrorState error={error} retry={() => void router.invalidate().then(reset)} />;
}

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: SignIn,
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Shell,
  errorComponent: Broken,
  pendingComponent: () => <Skeleton lines={5} />,
  beforeLoad: async ({ context, location }) => {
    try {
      await Promise.all([context.client.ensureQueryData(meQuery), context.client.ensureQueryData(metadataQuery)]);
    } catch (error) {
      if (error instanceof Problem && error.status === 401)
        throw redirect({ to: "/login", search: location.href === "/" ? {} : { to: location.href } });
      throw error;
    }
  },
});

const screens: Record<string, [room: string, load: () => Promise<ComponentType>]> = {
  "/": ["home", () => import("@/features/home/Home").then((room) => room.Home)],
  "/objects/$object": ["objects", () => import("@/features/objects/ObjectPage").then((room) => room.ObjectPage)],
  "/objects/$object/$id": ["record", () => import("@/features/record/RecordPage").then((room) => room.RecordPage)],
  "/imports": ["imports", () => import("@/features/imports/Imports").then((room) => room.Imports)],
  "/imports/new": ["imports", () => import("@/features/imports/ImportWizard").then((room) => room.ImportWizard)],
  "/imports/$id": ["imports", () => import("@/features/imports/ImportWizard").then((room) => room.ImportWizard)],
  "/build": ["build", () => import("@/features/build/Build").then((room) => room.Build)],
  "/build/$": ["build", () => import("@/features/build/Build").then((room) => room.Build)],
  "/settings": ["settings", () => import("@/features/settings/Settings").then((room) => room.Settings)],
  "/settings/$": ["settings", () => import("@/features/settings/Settings").then((room) => room.Settings)],
};

/** The code of a room and the texts that it and its parts speak, at once. */
async function enter(room: string, load: () => Promise<ComponentType>) {
  const [Screen] = await Promise.all([load(), loadTexts(room, "metadata-ui", "fields")]);
  return { default: Screen };
}

const screenRoutes = Object.entries(screens).map(([path, [room, load]]) =>
  createRoute({ getParentRoute: () => signedIn, path, component: lazyRouteComponent(() => enter(room, load)) }),
);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([login, signedIn.addChildren(screenRoutes)]),
    context: { client },
    defaultPreload: "intent",
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultPendingComponent: () => <Skeleton lines={6} />,
    defaultErrorComponent: Broken,
    defaultNotFoundComponent: NotFound,
  });
}
