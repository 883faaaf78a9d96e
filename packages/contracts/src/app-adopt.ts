/** Taking over what runs already, and giving it back. Two phases: a plan, which writes nothing, and taking by its hash. */
import { z } from "zod";
import { objectName } from "./app-spec-adopted.ts";
import { endpoint } from "./endpoint.ts";
import { label } from "./names.ts";

const appParams = z.object({ app: label });

/** What is adopted, as a person names it. */
export const adoptionWish = z.strictObject({
  team: label,
  namespace: label,
  workload: objectName.describe("the Deployment's name"),
  clusters: z
    .array(
      z.strictObject({
        cluster: label,
        workload: objectName.optional().describe("where it has another name there"),
      }),
    )
    .min(1)
    .max(50),
  documents: z
    .array(z.looseObject({ kind: z.string(), metadata: z.looseObject({ name: z.string() }) }))
    .max(200)
    .optional()
    .describe("the YAML it was made from: says which objects belong to it; what lives is what is adopted"),
  container: label.optional().describe("the app's own container, whose image is released; found by its name"),
  helm: label.optional().describe("the Helm release it is part of"),
});
export type AdoptionWish = z.infer<typeof adoptionWish>;

export const adoptedObject = z.object({
  kind: z.string(),
  name: z.string(),
  taken: z.boolean().describe("false: it is left as it is"),
  why: z.string().describe("why it is left, or how it is said"),
  owners: z
    .array(z.object({ manager: z.string(), fields: z.int() }))
    .describe("who owns how many of its fields now; taking makes them Halcyon's"),
});

export const adoptionDifference = z.object({
  object: z.string(),
  path: z.string(),
  live: z.string(),
  rendered: z.string(),
});

export const adoptionCluster = z.object({
  cluster: label,
  room: label,
  workload: z.string(),
  replicas: z.int(),
  objects: z.array(adoptedObject),
  differences: z
    .array(adoptionDifference)
    .describe("by dry run: what applying the rendering would change; empty is the proof"),
});

export const adoptionPlan = z.object({
  app: label,
  hash: z.string().describe("what taking names; another one when anything changed meanwhile"),
  takeable: z.boolean(),
  spec: z.string().describe("YAML, as it will be version 1"),
  patches: z
    .array(z.object({ name: z.string(), why: z.string() }))
    .describe("what the spec cannot say otherwise"),
  kept: z.array(z.string()).describe("fields a patch may not say, kept under `adopted`"),
  clusters: z.array(adoptionCluster),
  warnings: z.array(z.string()),
  helm: z.object({ release: z.string(), chart: z.string(), revision: z.int() }).nullable(),
});
export type AdoptionPlan = z.infer<typeof adoptionPlan>;

export const adoptEndpoints = {
  plan: endpoint({
    id: "app.adopt.plan",
    method: "POST",
    path: "/api/v1/apps/:app/adopt/plan",
    summary:
      "Shows how a Deployment that runs would become an app, and proves by dry run that nothing restarts",
    params: appParams,
    body: adoptionWish,
    output: adoptionPlan,
    permission: "app.policy",
    scope: "global",
    audit: "app.adopt.plan",
  }),
  take: endpoint({
    id: "app.adopt",
    method: "POST",
    path: "/api/v1/apps/:app/adopt",
    summary: "Takes over what a plan showed, without restarting a pod; refused when anything changed since",
    params: appParams,
    body: adoptionWish.extend({ hash: z.string().min(1).max(100) }),
    output: z.object({
      app: label,
      version: z.int(),
      clusters: z.array(z.object({ cluster: label, objects: z.int() })),
    }),
    permission: "app.policy",
    scope: "global",
    audit: "app.adopt",
  }),
  disown: endpoint({
    id: "app.disown",
    method: "POST",
    path: "/api/v1/apps/:app/disown",
    summary: "Gives an app back: its objects go on running and Halcyon never touches them again",
    params: appParams,
    body: z.strictObject({ reason: z.string().min(1).max(500) }),
    output: z.object({
      app: label,
      clusters: z.array(z.object({ cluster: label, objects: z.int() })),
    }),
    permission: "app.policy",
    scope: "app",
    audit: "app.disown",
  }),
};
