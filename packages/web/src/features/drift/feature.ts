import { driftStates } from "@halcyon/contracts";
import { z } from "zod";
import { definePage, type Feature } from "#app/feature.ts";
import { DriftIcon } from "./icon.tsx";

const word = z.string().optional().catch(undefined);

export const driftPage = definePage({
  path: "/drift",
  title: { en: "Drift", zh: "漂移" },
  permission: "app.read",
  search: z.object({
    app: word,
    team: word,
    room: word,
    cluster: word,
    /** The page before ends with it. */
    after: word,
    state: z
      .enum([...driftStates, "all"])
      .optional()
      .catch(undefined),
  }),
  load: () => import("./drift-page.tsx"),
});

export const drift: Feature = {
  name: "drift",
  pages: [driftPage],
  nav: [{ page: driftPage, label: { en: "Drift", zh: "漂移" }, icon: DriftIcon }],
  actions: [
    {
      id: "drift.open",
      label: { en: "Go to drift", zh: "前往漂移" },
      permission: "app.read",
      perform: ({ go }) => go("/drift"),
    },
  ],
};
