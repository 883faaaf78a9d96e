import { z } from "zod";
import { definePage, type Feature } from "#app/feature.ts";
import { AppsIcon } from "#ui/icons.tsx";

const word = z.string().optional().catch(undefined);

export const appsPage = definePage({
  path: "/apps",
  title: { en: "Apps", zh: "应用" },
  permission: "app.read",
  search: z.object({ q: word, team: word }),
  load: () => import("./apps-page.tsx"),
});

export const newAppPage = definePage({
  path: "/apps/new",
  title: { en: "New app", zh: "新建应用" },
  permission: "app.write",
  search: z.object({ view: word, cluster: word }),
  load: () => import("./spec/new-page.tsx"),
});

export const adoptPage = definePage({
  path: "/apps/adopt",
  title: { en: "Adopt what runs", zh: "接管运行中的应用" },
  permission: "app.policy",
  search: z.object({ cluster: word, namespace: word, name: word }),
  load: () => import("./adopt/adopt-page.tsx"),
});

export const appPage = definePage({
  path: "/apps/$app",
  title: { en: "App", zh: "应用" },
  permission: "app.read",
  search: z.object({
    tab: word,
    cluster: word,
    /** A version to show, and one to compare it with. */
    version: word,
    with: word,
    /** What of a version: its spec, or the rendering for this cluster. */
    part: word,
  }),
  load: () => import("./app-page.tsx"),
});

export const specPage = definePage({
  path: "/apps/$app/spec",
  title: { en: "Spec", zh: "规格" },
  permission: "app.write",
  search: z.object({ view: word, cluster: word }),
  load: () => import("./spec/spec-page.tsx"),
});

export const apps: Feature = {
  name: "apps",
  pages: [appsPage, newAppPage, adoptPage, appPage, specPage],
  nav: [{ page: appsPage, label: { en: "Apps", zh: "应用" }, icon: AppsIcon }],
  actions: [
    {
      id: "apps.open",
      label: { en: "Go to the apps", zh: "前往应用" },
      keys: "g a",
      permission: "app.read",
      perform: ({ go }) => go("/apps"),
    },
    {
      id: "apps.new",
      label: { en: "New app", zh: "新建应用" },
      permission: "app.write",
      perform: ({ go }) => go("/apps/new"),
    },
    {
      id: "apps.adopt",
      label: { en: "Adopt what runs", zh: "接管运行中的应用" },
      permission: "app.policy",
      perform: ({ go }) => go("/apps/adopt"),
    },
  ],
};
