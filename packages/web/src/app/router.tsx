/** The routes, made from the features' pages. */
import { createRootRoute, createRoute, createRouter, lazyRouteComponent } from "@tanstack/react-router";
import type { ReactNode } from "react";
import { type AnyPage, searchText } from "./feature.ts";
import { features } from "./features.ts";
import { Forbidden, NotFound, PageFailed } from "./fallbacks.tsx";
import { Shell } from "./shell.tsx";
import { useSession } from "#api/session.ts";

function guarded(page: AnyPage) {
  const load: () => Promise<{ readonly Page: () => ReactNode }> = page.load;
  const Loaded = lazyRouteComponent(load, "Page");
  function Guarded() {
    const { may } = useSession();
    if (page.permission !== undefined && !may(page.permission))
      return <Forbidden permission={page.permission} />;
    return <Loaded />;
  }
  // The router loads a page when its link is touched, before it is opened.
  return Object.assign(Guarded, Loaded.preload === undefined ? {} : { preload: Loaded.preload });
}

export function createAppRouter() {
  const root = createRootRoute({ component: Shell, notFoundComponent: NotFound });
  const routes = features
    .flatMap((feature) => feature.pages)
    .map((page) =>
      createRoute({
        getParentRoute: () => root,
        path: page.path,
        validateSearch: (raw: Record<string, unknown>) => {
          const parsed = page.search?.safeParse(raw);
          return parsed?.success === true ? (parsed.data as Record<string, unknown>) : {};
        },
        component: guarded(page),
      }),
    );
  return createRouter({
    routeTree: root.addChildren(routes),
    defaultErrorComponent: PageFailed,
    defaultPreload: "intent",
    scrollRestoration: true,
    // Plain text: an address stays readable, and can be typed.
    parseSearch: (text) => Object.fromEntries(new URLSearchParams(text)),
    stringifySearch: (search) => {
      const text = searchText(search);
      return text === "" ? "" : `?${text}`;
    },
  });
}
