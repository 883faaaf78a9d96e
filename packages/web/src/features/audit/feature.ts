import { z } from "zod";
import { definePage, type Feature } from "#app/feature.ts";
import { AuditIcon } from "./icon.tsx";

const word = z.string().optional().catch(undefined);
const label = { en: "Audit", zh: "审计" };

export const auditPage = definePage({
  path: "/audit",
  title: label,
  permission: "audit.read",
  search: z.object({
    actor: word,
    verb: word,
    kind: word,
    subject: word,
    team: word,
    app: word,
    since: word,
    until: word,
    /** The row whose detail is open. */
    event: word,
  }),
  load: () => import("./audit-page.tsx"),
});

export const audit: Feature = {
  name: "audit",
  pages: [auditPage],
  nav: [{ page: auditPage, label, icon: AuditIcon }],
  actions: [
    {
      id: "audit.open",
      label: { en: "See who changed what", zh: "查看审计记录" },
      keys: "g u",
      permission: "audit.read",
      perform: ({ go }) => go("/audit"),
    },
  ],
};
