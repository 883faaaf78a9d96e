import { definePage, type Feature } from "#app/feature.ts";
import { OverviewIcon } from "#ui/icons.tsx";

export const overviewPage = definePage({
  path: "/",
  title: { en: "Overview", zh: "总览" },
  permission: "fleet.read",
  load: () => import("./overview-page.tsx"),
});

export const overview: Feature = {
  name: "overview",
  pages: [overviewPage],
  nav: [{ page: overviewPage, label: { en: "Overview", zh: "总览" }, icon: OverviewIcon }],
  actions: [
    {
      id: "overview.open",
      label: { en: "Go to the overview", zh: "前往总览" },
      keys: "g o",
      permission: "fleet.read",
      perform: ({ go }) => go("/"),
    },
  ],
};
