import { definePage, type Feature } from "#app/feature.ts";
import { FreezeIcon } from "./icon.tsx";

export const freezesPage = definePage({
  path: "/freezes",
  title: { en: "Freezes", zh: "封网" },
  permission: "release.read",
  load: () => import("./freezes-page.tsx"),
});

export const freezes: Feature = {
  name: "freezes",
  pages: [freezesPage],
  nav: [{ page: freezesPage, label: { en: "Freezes", zh: "封网" }, icon: FreezeIcon }],
  actions: [
    {
      id: "freezes.open",
      label: { en: "Go to the freezes", zh: "前往封网" },
      keys: "g z",
      permission: "release.read",
      perform: ({ go }) => go("/freezes"),
    },
  ],
};
