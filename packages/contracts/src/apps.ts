/** Apps: what developers own. A version is one spec and its rendering per cluster; it moves nothing until released. */
import { z } from "zod";
import { imageReference } from "./app-image.ts";
import { specMaxBytes } from "./app-spec.ts";
import {
  appPolicy,
  appTarget,
  appVersion,
  appVersionSummary,
  appView,
  clusterDelta,
  clusterDiff,
  clusterRendering,
  specProblem,
  storedVersion,
  versionSource,
} from "./app-views.ts";
import { endpoint } from "./endpoint.ts";
import { label } from "./names.ts";
import { pageOf, pageQuery } from "./page.ts";

const appParams = z.object({ app: label });
const versionParams = z.object({ app: label, version: z.coerce.number().int().min(1) });
const specText = z
  .string()
  .min(1, "the spec is empty")
  .describe(`YAML, at most ${specMaxBytes / 1024} KiB`);
const message = z.string().max(500).default("").describe("why, for the list of versions");

export const appsEndpoints = {
  list: endpoint({
    id: "app.list",
    method: "GET",
    path: "/api/v1/apps",
    summary: "Lists apps by name",
    query: z.object({ ...pageQuery, team: label.optional(), search: z.string().max(100).optional() }),
    output: pageOf(appView),
    permission: "app.read",
    scope: "any",
  }),
  get: endpoint({
    id: "app.get",
    method: "GET",
    path: "/api/v1/apps/:app",
    summary: "Shows an app, its policy and its latest version",
    params: appParams,
    output: appView,
    permission: "app.read",
    scope: "app",
  }),
  apply: endpoint({
    id: "app.apply",
    method: "PUT",
    path: "/api/v1/apps/:app/spec",
    summary: "Stores a spec as a new version; the first one makes the app",
    description:
      "Moves nothing in any cluster: only a release does. The caller must hold app.write for the app's team.",
    params: appParams,
    body: z.strictObject({
      spec: specText,
      message,
      basedOn: z
        .int()
        .min(0)
        .optional()
        .describe(
          "the version it was written from, 0 for none; refused when another one is the latest by now",
        ),
      source: versionSource.optional().describe("the file in Git it is imported from, for the record"),
    }),
    output: storedVersion,
    permission: "app.write",
    scope: "any",
    audit: "app.apply",
  }),
  validate: endpoint({
    id: "app.validate",
    method: "POST",
    path: "/api/v1/apps/validate",
    summary: "Says everything that is wrong with a spec, with line and column",
    body: z.strictObject({ spec: specText }),
    output: z.object({ valid: z.boolean(), problems: z.array(specProblem), targets: z.array(appTarget) }),
    permission: "app.read",
    scope: "any",
    audit: "app.validate",
  }),
  render: endpoint({
    id: "app.render",
    method: "POST",
    path: "/api/v1/apps/render",
    summary: "Renders a spec for its clusters without storing it",
    body: z.strictObject({ spec: specText, cluster: label.optional() }),
    output: z.object({ digest: z.string(), clusters: z.array(clusterRendering) }),
    permission: "app.read",
    scope: "any",
    audit: "app.render",
  }),
  convert: endpoint({
    id: "app.convert",
    method: "POST",
    path: "/api/v1/apps/convert",
    summary: "Writes a spec after a Deployment and its Service, and names every value the spec does not say",
    body: z.strictObject({
      app: label,
      team: label,
      room: label.describe("where it runs: a room or a cluster"),
      objects: z
        .array(z.looseObject({ kind: z.string() }))
        .min(1)
        .max(50),
    }),
    output: z.object({
      spec: z.string().describe("YAML; what could not be expressed stands above it as comments"),
      unexpressed: z.array(
        z.object({ object: z.string(), path: z.string(), value: z.string(), why: z.string() }),
      ),
    }),
    permission: "app.read",
    scope: "any",
    audit: "app.convert",
  }),
  diff: endpoint({
    id: "app.diff",
    method: "POST",
    path: "/api/v1/apps/:app/diff",
    summary:
      "Compares a version, or a spec not yet stored, with what runs: a server-side dry run in each cluster",
    params: appParams,
    body: z.strictObject({
      spec: specText.optional(),
      version: z.int().min(1).optional().describe("the latest unless told"),
      cluster: label.optional(),
      all: z.boolean().default(false).describe("equal objects too"),
    }),
    output: z.object({ version: z.int().nullable(), clusters: z.array(clusterDiff) }),
    permission: "app.write",
    scope: "app",
    audit: "app.diff",
  }),
  versions: endpoint({
    id: "app.versions",
    method: "GET",
    path: "/api/v1/apps/:app/versions",
    summary: "Lists an app's versions, newest first",
    params: appParams,
    query: z.object(pageQuery),
    output: pageOf(appVersionSummary),
    permission: "app.read",
    scope: "app",
  }),
  version: endpoint({
    id: "app.version",
    method: "GET",
    path: "/api/v1/apps/:app/versions/:version",
    summary: "Shows a version: its spec and targets",
    params: versionParams,
    output: appVersion,
    permission: "app.read",
    scope: "app",
  }),
  rendering: endpoint({
    id: "app.rendering",
    method: "GET",
    path: "/api/v1/apps/:app/versions/:version/rendering",
    summary: "Shows a version's manifests per cluster, as they were stored",
    params: versionParams,
    query: z.object({ cluster: label.optional() }),
    output: z.object({ digest: z.string(), clusters: z.array(clusterRendering) }),
    permission: "app.read",
    scope: "app",
  }),
  compare: endpoint({
    id: "app.compare",
    method: "GET",
    path: "/api/v1/apps/:app/compare",
    summary: "Compares two versions: spec and rendering, as unified diffs",
    params: appParams,
    query: z.object({ from: z.coerce.number().int().min(1), to: z.coerce.number().int().min(1) }),
    output: z.object({
      from: appVersionSummary,
      to: appVersionSummary,
      spec: z.string().describe("unified diff of the YAML; empty when equal"),
      clusters: z.array(clusterDelta),
    }),
    permission: "app.read",
    scope: "app",
  }),
  restore: endpoint({
    id: "app.restore",
    method: "POST",
    path: "/api/v1/apps/:app/versions/:version/restore",
    summary: "Makes a new version with the spec of an old one",
    params: versionParams,
    body: z.strictObject({ message }),
    output: storedVersion,
    permission: "app.write",
    scope: "app",
    audit: "app.restore",
  }),
  setImage: endpoint({
    id: "app.setImage",
    method: "POST",
    path: "/api/v1/apps/:app/image",
    summary:
      "Makes a new version that differs from the latest by its image only; comments of the spec are kept",
    params: appParams,
    body: z.strictObject({
      image: imageReference,
      container: label.optional().describe("a container beside the app's own; its own unless told"),
      message,
    }),
    output: storedVersion,
    permission: "app.write",
    scope: "app",
    audit: "app.set_image",
  }),
  policy: endpoint({
    id: "app.policy",
    method: "GET",
    path: "/api/v1/apps/:app/policy",
    summary: "Shows what operations decided for an app",
    params: appParams,
    output: appPolicy,
    permission: "app.read",
    scope: "app",
  }),
  setPolicy: endpoint({
    id: "app.setPolicy",
    method: "PUT",
    path: "/api/v1/apps/:app/policy",
    summary: "Sets an app's policy; of the fields left out, the defaults hold",
    params: appParams,
    body: appPolicy,
    output: appPolicy,
    permission: "app.policy",
    scope: "app",
    audit: "app.policy.set",
  }),
  create: endpoint({
    id: "app.create",
    method: "POST",
    path: "/api/v1/apps",
    summary: "Makes an app before its first spec, with a policy: for operations",
    body: z.strictObject({ name: label, team: label, policy: appPolicy.prefault({}) }),
    output: appView,
    permission: "app.policy",
    scope: "global",
    audit: "app.create",
    status: 201,
  }),
  remove: endpoint({
    id: "app.remove",
    method: "DELETE",
    path: "/api/v1/apps/:app",
    summary:
      "Removes an app of which nothing runs, and what Halcyon left of it in clusters; versions stay on record",
    params: appParams,
    output: z.object({ removed: label, pruned: z.array(z.object({ cluster: label, objects: z.int() })) }),
    permission: "app.write",
    scope: "app",
    audit: "app.remove",
  }),
};
