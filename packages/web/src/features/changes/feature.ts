import { z } from "zod";
import { definePage, type Feature } from "#app/feature.ts";
import { ChangesIcon } from "./icon.tsx";

const word = z.string().optional().catch(undefined);
const label = { en: "Changes", zh: "变更" };

export const changesPage = definePage({
  path: "/changes",
  title: label,
  permission: "app.read",
  search: z.object({
    text: word,
    by: word,
    kind: word,
    app: word,
    team: word,
    room: word,
    cluster: word,
    since: word,
    until: word,
    /** The change that is open. */
    change: word,
  }),
  load: () => import("./changes-page.tsx"),
});

export const changes: Feature = {
  name: "changes",
  pages: [changesPage],
  nav: [{ page: changesPage, label, icon: ChangesIcon }],
  actions: [
    {
      id: "changes.open",
      label: { en: "See what was changed", zh: "查看变更" },
      keys: "g t",
      permission: "app.read",
      perform: ({ go }) => go("/changes"),
    },
  ],
};
