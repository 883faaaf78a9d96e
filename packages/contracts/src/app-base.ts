/**
 * Operations' base: defaults that stand under every developer's spec, and what a spec must or may not say. There is
 * one for the organisation, one for each team and one for each room. The defaults are a part of the spec's own schema,
 * so whatever the spec learns a base can give.
 */
import { z } from "zod";
import { partly } from "./app-spec-overlay.ts";
import { appSpecShape } from "./app-spec.ts";
import { labelKey } from "./app-spec-parts.ts";
import { specProblem } from "./app-views.ts";
import { label, timestamp } from "./names.ts";

/** What a base is of: `organisation`, `team:news`, `room:north-mobile`. */
export const baseName = z
  .string()
  .max(80)
  .regex(
    /^(organisation|(team|room):[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?)$/,
    "organisation, team:NAME or room:NAME",
  )
  .describe("organisation, team:news or room:north-mobile");

/** What identifies an app or says where it runs is its developers' alone. */
const ownToTheApp = ["name", "team", "namespace", "kind", "image", "replicas", "patches", "rooms", "adopted"];
/** What decides about a target is the same in every room, or a release could not be planned. */
const ownToTheWhole = ["unavailable", "autoscaling", "strategy"];

const fieldPath = z
  .string()
  .max(200)
  .regex(/^[A-Za-z][A-Za-z0-9]*(\.[A-Za-z0-9_-]+)*$/, "a field of the spec, such as health.readiness")
  .meta({ description: "a field of the spec", examples: ["health.readiness"] });

const cpu = z
  .union([z.number().positive(), z.string().regex(/^([0-9]+m|[0-9]+(\.[0-9]{1,3})?)$/)])
  .meta({ description: "processors of an instance at most", examples: ["4"] });
const memory = z
  .string()
  .regex(/^[0-9]+(\.[0-9]+)?(Ki|Mi|Gi|Ti|k|M|G|T)$/, "a size with its unit: 256Mi, 1Gi")
  .meta({ description: "memory of an instance at most", examples: ["8Gi"] });

const gatewayReference = z.strictObject({
  gateway: z
    .string()
    .max(320)
    .regex(/^[a-z0-9]([-a-z0-9]*[a-z0-9])?\/[a-z0-9]([-a-z0-9.]*[a-z0-9])?$/, "namespace/name of a Gateway")
    .meta({ description: "the Gateway, by namespace and name", examples: ["infra/public"] }),
  listener: label
    .optional()
    .meta({ description: "one of its listeners; all unless told", examples: ["https"] }),
});
/** How a cluster lets requests in: through ingress-nginx, or through a Gateway. */
const entrance = z
  .union([z.literal("nginx"), gatewayReference], { error: "nginx, or { gateway: namespace/name }" })
  .meta({
    description: "what an app's ingress becomes: annotations of ingress-nginx, or routes of a Gateway",
    examples: ["{ gateway: infra/public }"],
  });

/** What operations ask of a spec. Registries are not here: they are the app policy's. */
export const basePolicy = z.strictObject({
  maxReplicas: z
    .int()
    .min(0)
    .optional()
    .meta({
      description: "instances of one app at most; a room's base counts those in the room",
      examples: ["50"],
    }),
  maxCpu: cpu.optional(),
  maxMemory: memory.optional(),
  requiredLabels: z
    .array(labelKey)
    .max(50)
    .default([])
    .meta({ description: "labels every instance carries", examples: ["[tier]"] }),
  required: z
    .array(fieldPath)
    .max(100)
    .default([])
    .meta({
      description: "fields a spec must have, its bases' counted",
      examples: ["[health.readiness, owners]"],
    }),
  forbidden: z
    .array(fieldPath)
    .max(100)
    .default([])
    .meta({ description: "fields a developer may not write", examples: ["[pod.annotations]"] }),
  images: z
    .enum(["any", "noLatest", "digest"])
    .default("any")
    .meta({ description: "noLatest refuses :latest, digest asks for @sha256:...", examples: ["noLatest"] }),
  entrance: entrance.optional(),
  entrances: z
    .record(label, entrance)
    .optional()
    .meta({
      description: "other entrances of single clusters",
      examples: ["{ south-1: nginx }"],
    }),
});
export type BasePolicy = z.output<typeof basePolicy>;

function defaultsWithout(keys: readonly string[]): z.ZodType {
  const { shape } = partly(appSpecShape) as z.ZodObject<Record<string, z.ZodType>>;
  return z.strictObject(Object.fromEntries(Object.entries(shape).filter(([key]) => !keys.includes(key))));
}

const documentOf = (spec: z.ZodType) =>
  z.strictObject({
    spec: spec.optional().meta({ description: "defaults, as a spec would say them" }),
    policy: basePolicy.prefault({}),
  });
const common = documentOf(defaultsWithout(ownToTheApp));
const ofRoom = documentOf(defaultsWithout([...ownToTheApp, ...ownToTheWhole]));

/** The schema of one base's document. */
export function baseDocumentShape(base: string): typeof common {
  return base.startsWith("room:") ? ofRoom : common;
}
/** A base as read: `spec` as it was written, without defaults. */
export interface BaseDocument {
  readonly spec: Readonly<Record<string, unknown>>;
  readonly policy: BasePolicy;
}

/** One base at one version: what a version of an app says it was rendered with. */
export const baseReference = z.object({ base: baseName, version: z.int().min(1) });
export type BaseReference = z.infer<typeof baseReference>;

export const baseSummary = baseReference.extend({
  message: z.string(),
  author: z.object({ id: z.string(), name: z.string() }),
  createdAt: timestamp,
});
export type BaseSummary = z.infer<typeof baseSummary>;

export const baseVersion = baseSummary.extend({ text: z.string().describe("the YAML as written") });
export type BaseVersion = z.infer<typeof baseVersion>;

/** What a base that is not stored yet would mean for one app. */
export const baseEffect = z.object({
  app: label,
  team: label,
  version: z.int().describe("the latest, which was rendered again"),
  outcome: z
    .enum(["differs", "fails", "failing"])
    .describe("fails: its spec would be refused; failing: it is refused without the change too"),
  clusters: z.array(label).describe("where its manifests would differ"),
  problems: z.array(specProblem),
});
export type BaseEffect = z.infer<typeof baseEffect>;

export const baseCheck = z.object({
  valid: z.boolean(),
  problems: z.array(specProblem).describe("of the base itself"),
  checked: z.int().describe("apps looked at"),
  apps: z.array(baseEffect).describe("those it would change something for"),
});
export type BaseCheck = z.infer<typeof baseCheck>;
