import { routes } from "@larder/server/contract";
import type { QueryClient } from "@tanstack/react-query";
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import { meQuery } from "../lib/me.ts";
import { hasCode } from "../lib/problem-of.ts";
import { reading } from "../lib/reading.ts";
import { LostPage } from "./lost-page.tsx";
import { PageError } from "./page-error.tsx";
import { PagePending } from "./page-pending.tsx";
import { pageTable } from "./page-table.ts";

interface RouterContext {
  readonly client: QueryClient;
}

const setupStatus = reading(routes.setup.status, {});

const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Outlet,
  notFoundComponent: LostPage,
});

const setupRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/setup",
  component: lazyRouteComponent(() => import("../feature/setup/setup-page.tsx"), "SetupPage"),
  beforeLoad: async ({ context }) => {
    // Once there is an administrator the rest of the wizard belongs to whoever is signed in.
    if (!(await isSetUp(context.client))) return;
    if (!(await isSignedIn(context.client))) throw redirect({ to: "/logon" });
  },
});

const logonRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/logon",
  component: lazyRouteComponent(() => import("../feature/logon/logon-page.tsx"), "LogonPage"),
  beforeLoad: async ({ context }) => {
    if (!(await isSetUp(context.client))) throw redirect({ to: "/setup" });
  },
});

const shellRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: "shell",
  component: lazyRouteComponent(() => import("./shell.tsx"), "Shell"),
  beforeLoad: async ({ context, location }) => {
    if (!(await isSetUp(context.client))) throw redirect({ to: "/setup" });
    if (await isSignedIn(context.client)) {
      if (context.client.getQueryData(meQuery.queryKey)?.mustSetSecondFactor) {
        throw redirect({ to: "/second-factor" });
      }
      return;
    }
    throw redirect({ to: "/logon", search: location.href === "/" ? {} : { to: location.href } });
  },
});

const providerReturnRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/logon/oidc",
  component: lazyRouteComponent(
    () => import("../feature/logon/provider-return-page.tsx"),
    "ProviderReturnPage",
  ),
});

const secondFactorRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/second-factor",
  component: lazyRouteComponent(
    () => import("../feature/account/second-factor-page.tsx"),
    "SecondFactorPage",
  ),
  beforeLoad: async ({ context }) => {
    if (!(await isSignedIn(context.client))) throw redirect({ to: "/logon" });
  },
});

const selfServiceRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: "/self-service",
  component: lazyRouteComponent(
    () => import("../feature/self-service/self-service-page.tsx"),
    "SelfServicePage",
  ),
});

/** A box that has been set up stays so: the answer is asked for again only while it is no. */
async function isSetUp(client: QueryClient): Promise<boolean> {
  if (client.getQueryData(setupStatus.queryKey)?.complete) return true;
  return (await client.fetchQuery({ ...setupStatus, staleTime: 0 })).complete;
}

async function isSignedIn(client: QueryClient): Promise<boolean> {
  try {
    await client.ensureQueryData(meQuery);
    return true;
  } catch (error) {
    if (hasCode(error, "not-authenticated") || hasCode(error, "setup-needed")) return false;
    throw error;
  }
}

const pages = pageTable.map((row) =>
  createRoute({
    getParentRoute: () => shellRoute,
    path: row.path,
    component: row.page,
  }),
);

export function makeRouter(client: QueryClient) {
  return createRouter({
    routeTree: rootRoute.addChildren([
      setupRoute,
      logonRoute,
      providerReturnRoute,
      secondFactorRoute,
      selfServiceRoute,
      shellRoute.addChildren(pages),
    ]),
    context: { client },
    parseSearch: (search) => Object.fromEntries(new URLSearchParams(search)),
    stringifySearch,
    defaultPreload: "intent",
    defaultPreloadStaleTime: 0,
    scrollRestoration: true,
    defaultErrorComponent: PageError,
    defaultPendingComponent: PagePending,
    defaultPendingMs: 300,
  });
}

/** Plain names and values, so that an address can be read, typed and written down. */
function stringifySearch(search: Record<string, unknown>): string {
  const given = Object.entries(search).filter(([, value]) => value !== undefined);
  const text = new URLSearchParams(given.map(([name, value]) => [name, String(value)])).toString();
  return text === "" ? "" : `?${text}`;
}
