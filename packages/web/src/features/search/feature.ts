import { z } from "zod";
import { definePage, type Feature } from "#app/feature.ts";

export const searchPage = definePage({
  path: "/search",
  title: { en: "Search", zh: "搜索" },
  permission: "fleet.read",
  search: z.object({ q: z.string().optional().catch(undefined) }),
  load: () => import("./search-page.tsx"),
});

export const search: Feature = {
  name: "search",
  pages: [searchPage],
  nav: [],
  actions: [
    {
      id: "search.open",
      label: { en: "Search the whole fleet", zh: "搜索全部集群" },
      keys: "g s",
      permission: "fleet.read",
      perform: ({ go }) => go("/search"),
    },
  ],
};
