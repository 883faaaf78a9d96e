/** Drift: where what runs is not what the running version says, who changed it, and what people decided about it. */
import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { label, timestamp } from "./names.ts";
import { pageOf, pageQuery } from "./page.ts";
import { plan, releaseId } from "./release-plan.ts";

const reason = z.string().trim().min(1).max(500);

/** What is known of an app in one cluster. */
export const driftStates = ["same", "drifted", "unknown", "releasing"] as const;

/** One value that is not what the running version says, or an object that should not, or should, be there. */
export const driftFinding = z.object({
  id: z.string().describe("stable while it lasts: Deployment/web:spec.minReadySeconds"),
  object: z.string().describe("Deployment/web"),
  field: z.string().describe("spec.template.spec.containers[name=web].image; empty for the whole object"),
  change: z
    .enum(["changed", "added", "removed", "object-missing", "object-extra"])
    .describe("of the field, or of the whole object"),
  wanted: z.unknown().describe("what the running version says; null for nothing"),
  live: z.unknown().describe("what the cluster has; null for nothing"),
  manager: z.string().nullable().describe("field manager that owns it: kubectl-edit; null when nobody does"),
  operation: z.string().nullable().describe("Apply or Update"),
  changedAt: timestamp.nullable().describe("when that manager last wrote"),
  person: z.string().nullable().describe("who, where it was a release of Halcyon's that left it"),
  firstSeen: timestamp,
  lastSeen: timestamp,
  ignored: z.uuid().nullable().describe("the decision to ignore it for now"),
});
export type DriftFinding = z.infer<typeof driftFinding>;

export const driftTarget = z.object({
  app: label,
  team: label,
  cluster: label,
  room: label,
  version: z.int().describe("the version that runs here"),
  state: z
    .enum(driftStates)
    .describe("unknown: the cluster cannot be asked; releasing: a release owns the target, its rule holds"),
  reason: z.string().describe("why it is unknown, or the release that owns it; empty otherwise"),
  since: timestamp.describe("since when it is in this state"),
  checkedAt: timestamp.nullable().describe("when it was last compared; null for never"),
  open: z.int().describe("findings nobody ignores"),
  findings: z.array(driftFinding),
});
export type DriftTarget = z.infer<typeof driftTarget>;

const driftCounts = z.object({ same: z.int(), drifted: z.int(), unknown: z.int(), releasing: z.int() });
const driftPage = pageOf(driftTarget).extend({ counts: driftCounts.describe("of all that match") });
export type DriftPage = z.infer<typeof driftPage>;

const driftFilter = {
  app: label.optional(),
  team: label.optional(),
  room: label.optional(),
  cluster: label.optional(),
  state: z
    .enum([...driftStates, "all"])
    .optional()
    .describe("everything but `same` unless told"),
};

export const driftIgnore = z.object({
  id: z.uuid(),
  app: label,
  cluster: label.nullable().describe("null for every cluster"),
  object: z.string().nullable().describe("null for every object"),
  field: z.string().nullable().describe("this field and what lies under it; null for every field"),
  reason: z.string(),
  until: timestamp,
  createdBy: z.string(),
  createdAt: timestamp,
});
export type DriftIgnore = z.infer<typeof driftIgnore>;

const findingId = z.string().min(1).max(1400);
const putBackOutcome = z.object({
  release: releaseId.nullable().describe("null with dryRun"),
  version: z.int().describe("the running version that is released once more"),
  plan,
  hash: z.string(),
  left: z.array(findingId).describe("what a release does not put back: objects no version has"),
  sentence: z.string(),
});
export type PutBackOutcome = z.infer<typeof putBackOutcome>;

const takeInOutcome = z.object({
  version: z.int().nullable().describe("the version that was made; null with dryRun"),
  running: z
    .boolean()
    .describe("what runs there is that version now: nothing of it is left to be released there"),
  taken: z.array(
    z.object({ finding: findingId, how: z.enum(["spec", "overlay", "patch"]), path: z.string() }),
  ),
  diff: z.string().describe("of the spec, unified"),
  elsewhere: z.array(label).describe("other clusters whose manifests the next release changes"),
  left: z.array(findingId).describe("what still differs in this cluster"),
  sentence: z.string(),
});
export type TakeInOutcome = z.infer<typeof takeInOutcome>;

export const driftEndpoints = {
  list: endpoint({
    id: "drift.list",
    method: "GET",
    path: "/api/v1/drift",
    summary: "Lists where what runs is not what the running version says",
    query: z.object({ ...pageQuery, ...driftFilter }),
    output: driftPage,
    permission: "app.read",
    scope: "any",
  }),
  watch: endpoint({
    id: "drift.watch",
    method: "GET",
    path: "/api/v1/drift/watch",
    summary: "A page of the same list, again whenever it changes",
    query: z.object({ ...pageQuery, ...driftFilter }),
    output: driftPage,
    permission: "app.read",
    scope: "any",
    kind: "events",
  }),
  ignored: endpoint({
    id: "drift.ignored",
    method: "GET",
    path: "/api/v1/drift/ignored",
    summary: "Lists what is ignored for now, until when and why",
    query: z.object({ ...pageQuery, app: label.optional() }),
    output: pageOf(driftIgnore),
    permission: "app.read",
    scope: "any",
  }),
  ignore: endpoint({
    id: "drift.ignore",
    method: "POST",
    path: "/api/v1/apps/:app/drift/ignored",
    summary: "Ignores drift of an app until a moment, with a reason",
    params: z.object({ app: label }),
    body: z.strictObject({
      cluster: label.optional().describe("every cluster unless told"),
      object: z
        .string()
        .max(320)
        .regex(/^[A-Z][A-Za-z]*\/[a-z0-9][-a-z0-9.]*$/, "a kind and a name: Deployment/web")
        .optional()
        .describe("every object unless told"),
      field: z
        .string()
        .min(1)
        .max(1000)
        .optional()
        .describe("and what lies under it; every field unless told"),
      until: timestamp,
      reason,
    }),
    output: driftIgnore,
    permission: "app.write",
    scope: "app",
    audit: "drift.ignore",
    status: 201,
  }),
  putBack: endpoint({
    id: "drift.putBack",
    method: "POST",
    path: "/api/v1/apps/:app/drift/put-back",
    summary:
      "Plans a release of the running version that puts everything back; it is approved like any other",
    params: z.object({ app: label }),
    body: z.strictObject({
      clusters: z.array(label).min(1).max(500).optional().describe("those that drifted unless told"),
      reason,
      dryRun: z.boolean().default(false).describe("answer the plan and store nothing"),
    }),
    output: putBackOutcome,
    permission: "release.write",
    scope: "app",
    audit: "drift.put_back",
    status: 201,
  }),
  takeIn: endpoint({
    id: "drift.takeIn",
    method: "POST",
    path: "/api/v1/apps/:app/drift/take-in",
    summary: "Writes what runs into the spec, as a new version; moves nothing",
    params: z.object({ app: label }),
    body: z.strictObject({
      cluster: label,
      findings: z
        .array(findingId)
        .min(1)
        .max(200)
        .optional()
        .describe("ids of findings; every one that is not ignored unless told"),
      everywhere: z
        .boolean()
        .default(false)
        .describe("for all clusters of the app; unless told, only for this one where the spec can say so"),
      reason,
      dryRun: z.boolean().default(false).describe("answer what would be written and store nothing"),
    }),
    output: takeInOutcome,
    permission: "app.write",
    scope: "app",
    audit: "drift.take_in",
    status: 201,
  }),
  stopIgnoring: endpoint({
    id: "drift.stopIgnoring",
    method: "DELETE",
    path: "/api/v1/apps/:app/drift/ignored/:ignore",
    summary: "Ends a decision to ignore drift before its time",
    params: z.object({ app: label, ignore: z.uuid() }),
    output: z.object({ ended: z.literal(true) }),
    permission: "app.write",
    scope: "app",
    audit: "drift.stop_ignoring",
  }),
};
