/** The timeline: every change of every app and of the configuration, who made it, why, and what it reaches. */
import { z } from "zod";
import { versionSource } from "./app-views.ts";
import { endpoint } from "./endpoint.ts";
import { label, timestamp } from "./names.ts";
import { pageOf, pageQuery } from "./page.ts";

/** One change. The same row as the audit's, without where the request came from. */
export const change = z.object({
  id: z.uuid().describe("in the order of time"),
  at: timestamp,
  by: z.object({ name: z.string(), displayName: z.string(), kind: z.enum(["person", "system"]) }),
  verb: z.string().describe("what was done: app.apply"),
  kind: z.string().describe("kind of what was changed: app, base, release, freeze, cluster, ..."),
  subject: z.string().describe("its name"),
  team: z.string().nullable(),
  app: z.string().nullable(),
  message: z.string().describe("why; empty when nobody said"),
  version: z.int().nullable().describe("the version it made, or released"),
  previous: z.int().nullable().describe("the version before"),
  clusters: z.array(z.string()).describe("it reaches, now or once it is released"),
  rooms: z.array(z.string()),
  source: versionSource.nullable().describe("the file in Git the version was imported from"),
  undoes: z.string().nullable().describe("the change it takes back"),
});
export type Change = z.infer<typeof change>;

/** A change with what it changed and what would take it back. */
export const changeDetail = change.extend({
  diff: z.string().describe("what it changed, unified; empty where there is nothing to compare"),
  undo: z.object({
    possible: z.boolean(),
    reason: z.string().describe("why not, and what to do instead; empty when possible"),
    sentence: z.string().describe("what it would do; empty when there is no opposite"),
    diff: z.string().describe("what it would change now"),
    over: z.array(change).describe("later changes that lie over it; undone together with them by `over`"),
    covered: z
      .boolean()
      .describe("refused without `over`: these changes, or what `reason` says, would be lost"),
  }),
});
export type ChangeDetail = z.infer<typeof changeDetail>;

/** How far the export to Git is. */
export const gitStatus = z.object({
  state: z
    .enum(["current", "behind", "failing", "no-git"])
    .describe("no-git: the server has no git program; everything else works without"),
  sentence: z.string(),
  clone: z.string().nullable().describe("where it can be cloned from"),
  commit: z.string().nullable().describe("the tip"),
  position: z.int().describe("versions, bases and policies in the history"),
  exportedAt: timestamp.nullable(),
  waiting: z.int().describe("not in the history yet"),
  waitingSince: timestamp.nullable(),
  problem: z.string().describe("why it does not go on; empty otherwise"),
  remote: z
    .object({
      url: z.string(),
      branch: z.string(),
      state: z.enum(["in-sync", "behind", "unreachable", "diverged"]),
      commit: z.string().nullable().describe("where its branch was when last seen"),
      since: timestamp.nullable(),
      pushedAt: timestamp.nullable(),
      reason: z.string().describe("what is wrong and what to do; empty otherwise"),
    })
    .nullable()
    .describe("null: none is configured"),
});
export type GitStatus = z.infer<typeof gitStatus>;

const filters = {
  app: label.optional(),
  team: label.optional(),
  cluster: label.optional(),
  room: label.optional(),
  by: z.string().max(100).optional().describe("account name"),
  kind: z.string().max(50).optional().describe("app, base, release, freeze, cluster, room, user, team, ..."),
  since: timestamp.optional(),
  until: timestamp.optional(),
  text: z
    .string()
    .max(200)
    .optional()
    .describe("words of the name, the message, the person or the verb; each may be cut short"),
};

export const changeEndpoints = {
  list: endpoint({
    id: "change.list",
    method: "GET",
    path: "/api/v1/changes",
    summary: "Every change of apps and configuration, newest first",
    description: "Each person sees the changes of what they may see.",
    query: z.object({ ...pageQuery, ...filters }),
    output: pageOf(change),
    permission: "app.read",
    scope: "any",
  }),
  listWatch: endpoint({
    id: "change.list.watch",
    method: "GET",
    path: "/api/v1/changes/watch",
    summary: "The newest changes, again whenever one is made",
    query: z.object({ limit: pageQuery.limit, ...filters }),
    output: pageOf(change),
    permission: "app.read",
    scope: "any",
    kind: "events",
  }),
  git: endpoint({
    id: "change.git",
    method: "GET",
    path: "/api/v1/git-export",
    summary: "How far the export of versions to Git is, and the remote",
    output: gitStatus,
    permission: "app.read",
    scope: "any",
  }),
  get: endpoint({
    id: "change.get",
    method: "GET",
    path: "/api/v1/changes/:change",
    summary: "Shows a change: what it changed, and what would take it back",
    params: z.object({ change: z.uuid() }),
    output: changeDetail,
    permission: "app.read",
    scope: "any",
  }),
  undo: endpoint({
    id: "change.undo",
    method: "POST",
    path: "/api/v1/changes/:change/undo",
    summary: "Makes the opposite of a change, the way its domain makes any change",
    description:
      "Needs the permission of what it does, and its audit row has that verb: restoring a version needs app.write for the app's team.",
    params: z.object({ change: z.uuid() }),
    body: z.strictObject({
      message: z.string().max(500).default("").describe("why"),
      over: z.boolean().default(false).describe("though later changes lie over it"),
    }),
    output: z.object({
      sentence: z.string(),
      next: z.string().nullable().describe("a command that follows"),
    }),
    permission: "app.read",
    scope: "any",
    audit: "change.undo",
  }),
};
