import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { label, timestamp } from "./names.ts";
import { pageOf, pageQuery } from "./page.ts";

export const auditSubject = z.object({
  kind: z.string().describe("app, release, room, cluster, user, team, token, session, ..."),
  id: z.string(),
  name: z.string(),
  team: z.string().nullable().describe("the owning team; its leads may read the row"),
  app: z.string().nullable(),
});

export const auditEvent = z.object({
  id: z.uuid().describe("in the order of time"),
  at: timestamp,
  actor: z.object({
    id: z.string(),
    name: z.string(),
    displayName: z.string(),
    kind: z.enum(["person", "system"]),
    via: z.enum(["session", "token", "system"]),
  }),
  verb: z.string().describe("what was done: release.approve"),
  subject: auditSubject,
  detail: z.json().describe("what the verb needs to be understood; never a secret"),
  requestId: z.string().nullable(),
  address: z.string().nullable().describe("where the request came from"),
});
export type AuditEvent = z.infer<typeof auditEvent>;

export const auditEndpoints = {
  list: endpoint({
    id: "audit.list",
    method: "GET",
    path: "/api/v1/audit",
    summary: "Who changed what, newest first",
    description: "A lead sees the rows of their teams; operators and administrators see all.",
    query: z.object({
      ...pageQuery,
      actor: z.string().max(100).optional().describe("account name"),
      verb: z.string().max(100).optional().describe("whole, or its beginning: `release` finds release.next"),
      kind: z.string().max(50).optional().describe("kind of subject"),
      subject: z.string().max(200).optional().describe("name or id of the subject"),
      team: label.optional(),
      app: label.optional(),
      since: timestamp.optional(),
      until: timestamp.optional(),
    }),
    output: pageOf(auditEvent),
    permission: "audit.read",
    scope: "any",
  }),
};
