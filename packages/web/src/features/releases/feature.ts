import { z } from "zod";
import { definePage, type Feature } from "#app/feature.ts";
import { ReleaseIcon } from "./icon.tsx";

const text = z.string().optional().catch(undefined);

export const releasesPage = definePage({
  path: "/releases",
  title: { en: "Releases", zh: "发布" },
  permission: "release.read",
  search: z.object({ app: text, team: text, state: text, open: text }),
  load: () => import("./releases-page.tsx"),
});

export const planPage = definePage({
  path: "/releases/new",
  title: { en: "Plan a release", zh: "计划发布" },
  permission: "release.write",
  search: z.object({ app: text, image: text, version: text }),
  load: () => import("./plan-page.tsx"),
});

export const releasePage = definePage({
  path: "/releases/$release",
  title: { en: "Release", zh: "发布" },
  permission: "release.read",
  search: z.object({
    /** Which part is open beneath the picture. */
    show: text,
    /** Words the timeline is narrowed to. */
    q: text,
    /** "all": the timeline has single writes too. */
    writes: text,
  }),
  load: () => import("./release-page.tsx"),
});

export const editPage = definePage({
  path: "/releases/$release/edit",
  title: { en: "Change a plan", zh: "修改计划" },
  permission: "release.write",
  load: () => import("./edit-page.tsx"),
});

export const releases: Feature = {
  name: "releases",
  pages: [releasesPage, planPage, releasePage, editPage],
  nav: [{ page: releasesPage, label: { en: "Releases", zh: "发布" }, icon: ReleaseIcon }],
  actions: [
    {
      id: "releases.open",
      label: { en: "Go to the releases", zh: "前往发布" },
      keys: "g r",
      permission: "release.read",
      perform: ({ go }) => go("/releases"),
    },
    {
      id: "releases.new",
      label: { en: "Plan a release", zh: "计划一次发布" },
      keys: "c r",
      permission: "release.write",
      perform: ({ go }) => go("/releases/new"),
    },
  ],
};
