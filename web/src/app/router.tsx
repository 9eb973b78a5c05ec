/** Every address of the app. Screens are loaded when they are first opened. */
import type { QueryClient } from "@tanstack/react-query";
import { createRootRouteWithContext, createRoute, createRouter, lazyRouteComponent, Outlet, redirect } from "@tanstack/react-router";

import { metadataQuery } from "@/api/metadata";
import { Problem } from "@/api/problem";
import { meQuery } from "@/api/session";
import { ErrorState, Skeleton } from "@/design/States";

import { NotFound } from "./NotFound";
import { Shell } from "./Shell";

type Search = Record<string, unknown>;
const anySearch = (search: Search): Search => search;

const root = createRootRouteWithContext<{ client: QueryClient }>()({ component: Outlet, notFoundComponent: NotFound, validateSearch: anySearch });

const login = createRoute({
  getParentRoute: () => root,
  path: "/login",
  component: lazyRouteComponent(() => import("@/features/sign-in/SignIn"), "SignIn"),
});

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  component: Shell,
  errorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
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

const screens = {
  "/": () => import("@/features/home/Home").then((room) => ({ default: room.Home })),
  "/objects/$object": () => import("@/features/objects/ObjectPage").then((room) => ({ default: room.ObjectPage })),
  "/objects/$object/$id": () => import("@/features/record/RecordPage").then((room) => ({ default: room.RecordPage })),
  "/imports": () => import("@/features/imports/Imports").then((room) => ({ default: room.Imports })),
  "/imports/new": () => import("@/features/imports/ImportWizard").then((room) => ({ default: room.ImportWizard })),
  "/imports/$id": () => import("@/features/imports/ImportWizard").then((room) => ({ default: room.ImportWizard })),
  "/build": () => import("@/features/build/Build").then((room) => ({ default: room.Build })),
  "/build/$": () => import("@/features/build/Build").then((room) => ({ default: room.Build })),
  "/settings": () => import("@/features/settings/Settings").then((room) => ({ default: room.Settings })),
  "/settings/$": () => import("@/features/settings/Settings").then((room) => ({ default: room.Settings })),
} as const;

const screenRoutes = Object.entries(screens).map(([path, load]) =>
  createRoute({ getParentRoute: () => signedIn, path, component: lazyRouteComponent(load) }),
);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: root.addChildren([login, signedIn.addChildren(screenRoutes)]),
    context: { client },
    defaultPreload: "intent",
    defaultPendingMs: 150,
    defaultPendingMinMs: 0,
    defaultPendingComponent: () => <Skeleton lines={6} />,
    defaultErrorComponent: ({ error, reset }) => <ErrorState error={error} retry={reset} />,
    defaultNotFoundComponent: NotFound,
  });
}
