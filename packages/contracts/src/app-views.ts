/** What the API shows of apps: policy, targets, versions, differences. */
import { z } from "zod";
import { objectName } from "./app-spec-adopted.ts";
import { workloadKinds } from "./app-spec-kinds.ts";
import { percent } from "./app-spec-parts.ts";
import { label, timestamp } from "./names.ts";

/** The size of a release's steps: one size, or a list; counts or percentages of all instances. */
export const stepSizes = z.union([
  z.int().min(1),
  percent,
  z
    .array(z.union([z.int().min(1), percent]))
    .min(1)
    .max(100),
]);

/** What operations decide about an app; its team cannot change it. */
export const appPolicy = z.strictObject({
  largestStep: z
    .union([z.int().min(1), percent])
    .nullable()
    .default(null)
    .describe("the largest step a release may use, as a count or a share of all instances; null for any"),
  requireApproval: z.literal(true).default(true).describe("always: someone other than the author approves"),
  allowedRegistries: z
    .array(
      z
        .string()
        .min(1)
        .max(300)
        .regex(/^[a-z0-9.-]+(:[0-9]+)?(\/[a-z0-9._-]+)*$/),
    )
    .max(50)
    .default([])
    .describe("registries, or registry paths, images may come from; empty for any"),
  defaultSteps: stepSizes.nullable().default(null).describe("steps of a release that names none"),
  namespace: label.nullable().default(null).describe("where it runs; null for the app's own name"),
});
export type AppPolicy = z.infer<typeof appPolicy>;

/** A workload of the app in one cluster. */
export const appTarget = z.object({
  cluster: label,
  room: label,
  namespace: label,
  workload: objectName.describe("the workload's name"),
  replicas: z.int(),
  floorUnavailable: z.int().describe("instances that may be missing: the serving floor is R minus this"),
  autoscaled: z.object({ min: z.int(), max: z.int() }).nullable(),
  gateway: z
    .object({ namespace: label, name: z.string(), listener: label.optional() })
    .optional()
    .describe("the Gateway its routes are attached to; without it they are Ingresses"),
});

/** No credentials, nothing that a terminal would obey. */
const printable = /^[^\p{C}\p{Z}]+( [^\p{C}\p{Z}]+)*$/u;

/** Where a spec was kept: a file of a Git repository, at one commit. As the person who stored it says. */
export const versionSource = z.strictObject({
  repository: z
    .string()
    .min(1)
    .max(500)
    .regex(printable)
    .refine(
      (url) =>
        !/^https?:\/\/[^/]*@/i.test(url) && !/^[^@/]*:[^@/]*@/.test(url) && !/:\/\/[^/@]*:[^/]*@/.test(url),
      {
        error: "an address without a user name or password",
      },
    )
    .describe("its address, without credentials"),
  commit: z
    .string()
    .regex(/^([0-9a-f]{40}|[0-9a-f]{64})$/)
    .describe("the whole hash"),
  path: z
    .string()
    .min(1)
    .max(400)
    .regex(printable)
    .refine((path) => !path.split("/").some((part) => part === "" || part === "." || part === ".."), {
      error: "a path from the top of the repository",
    }),
});
export type VersionSource = z.infer<typeof versionSource>;

export const appVersionSummary = z.object({
  app: label,
  number: z.int().min(1),
  digest: z.string().describe("sha256:... over spec, targets and every rendered manifest"),
  images: z.array(z.string()),
  message: z.string(),
  origin: z.enum(["apply", "image", "restore"]).describe("how it came to be"),
  basedOn: z.int().nullable().describe("the version an image was changed of, or that was restored"),
  source: versionSource.nullable().describe("the file in Git it was imported from; null: it was not"),
  author: z.object({ id: z.string(), name: z.string() }),
  createdAt: timestamp,
  replicas: z.int().describe("over all targets"),
});

export const appVersion = appVersionSummary.extend({
  bases: z
    .array(z.object({ base: z.string(), version: z.int() }))
    .describe("operations' bases it was rendered with"),
  spec: z.string().describe("the YAML as written"),
  parsed: z.record(z.string(), z.unknown()).describe("the spec with its defaults"),
  targets: z.array(appTarget),
});

export const appView = z.object({
  name: label,
  team: label,
  namespace: label,
  kind: z
    .enum(workloadKinds)
    .nullable()
    .describe("what its instances are, as the latest version says; null until the first apply"),
  description: z.string(),
  owners: z.array(z.string()),
  links: z.array(z.object({ title: z.string(), url: z.string() })),
  dependencies: z
    .array(z.object({ kind: z.string(), address: z.string(), description: z.string().optional() }))
    .describe("what it needs to work, as its spec says"),
  patches: z
    .array(z.object({ name: z.string(), why: z.string(), rooms: z.array(z.string()) }))
    .describe("what its spec changes of the rendered objects; no rooms for all of them"),
  policy: appPolicy,
  latest: appVersionSummary.nullable().describe("null until the first apply"),
  targets: z.array(appTarget).describe("of the latest version"),
  adopted: z.boolean().describe("taken over from before Halcyon, names and labels kept"),
  createdAt: timestamp,
  updatedAt: timestamp,
});

/** One thing wrong with a spec, where it is, and what to write instead. */
export const specProblem = z.object({
  path: z.string().describe("ports[0].name"),
  line: z.int().describe("from 1"),
  column: z.int().describe("from 1"),
  message: z.string(),
  hint: z.string(),
});

/** What one patch of the spec changed of one object. */
const patchMark = z.object({
  patch: z.string().describe("its name"),
  why: z.string(),
  object: z.string().describe("Deployment/frontpage"),
  fields: z.array(z.string()).describe("what it wrote, such as spec.template.spec.dnsPolicy"),
  removed: z.array(z.string()).describe("what it took away"),
});

export const clusterRendering = z.object({
  cluster: label,
  room: label,
  replicas: z.int(),
  yaml: z.string().describe("every manifest, as YAML documents; comments mark what a patch changed"),
  manifests: z.array(z.record(z.string(), z.unknown())),
  patched: z.array(patchMark),
});

export const clusterDelta = z.object({
  cluster: label,
  diff: z.string().describe("unified; empty when equal"),
});

export const objectDiff = z.object({
  apiVersion: z.string(),
  kind: z.string(),
  namespace: z.string(),
  name: z.string(),
  change: z
    .enum(["create", "update", "same", "prune", "kept", "conflict", "refused"])
    .describe(
      "kept: a claim no version names any more, never removed; conflict: others own fields that would change; refused: the API server said no",
    ),
  diff: z.string().describe("unified, live against what applying would make"),
  conflicts: z.array(z.object({ manager: z.string(), field: z.string() })),
  reason: z.string().describe("why it is refused; empty otherwise"),
});

export const clusterDiff = z.object({
  cluster: label,
  room: label,
  state: z.enum(["same", "changed", "unreachable", "failed"]),
  reason: z.string().describe("why nothing could be compared; empty otherwise"),
  objects: z.array(objectDiff).describe("changed objects only, unless `all` is asked for"),
});

/** What storing a version answers. `unchanged`: the same content is the latest version already, so none was made. */
export const storedVersion = z.object({
  outcome: z.enum(["created", "unchanged"]),
  sentence: z.string().describe("what happened, for people"),
  version: appVersion,
});

export type AppTarget = z.infer<typeof appTarget>;
export type AppView = z.infer<typeof appView>;
export type AppVersion = z.infer<typeof appVersion>;
export type AppVersionSummary = z.infer<typeof appVersionSummary>;
export type SpecProblem = z.infer<typeof specProblem>;
export type ObjectDiff = z.infer<typeof objectDiff>;
export type ClusterDiff = z.infer<typeof clusterDiff>;
export type PatchMark = z.infer<typeof patchMark>;
export type ClusterRendering = z.infer<typeof clusterRendering>;
