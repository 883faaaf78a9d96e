import { z } from "zod";
import { endpoint } from "./endpoint.ts";
import { label } from "./names.ts";

/** One thing a rendered field comes from. */
export const fieldOrigin = z.object({
  from: z
    .enum(["spec", "base", "default", "rule", "patch"])
    .describe(
      "the spec's text, operations' base, the default of the spec's schema, a rule of Halcyon's own, or a patch of the spec",
    ),
  path: z.string().describe("where in the spec; empty for a rule"),
  line: z.int().nullable().describe("in the spec's text"),
  column: z.int().nullable(),
  base: z.string().nullable(),
  baseVersion: z.int().nullable(),
  patch: z.string().nullable().describe("the name of the patch"),
  why: z.string().describe("a sentence"),
});
export type FieldOrigin = z.infer<typeof fieldOrigin>;

export const fieldExplanation = z.object({
  object: z.string().describe("Deployment/frontpage"),
  field: z.string().describe("spec.template.spec.containers[0].image"),
  value: z.unknown(),
  origins: z.array(fieldOrigin).describe("the nearest first; never empty"),
});
export type FieldExplanation = z.infer<typeof fieldExplanation>;

export const explainEndpoints = {
  explain: endpoint({
    id: "app.explain",
    method: "GET",
    path: "/api/v1/apps/:app/explain",
    summary: "Says for every rendered field of a version where it comes from",
    params: z.object({ app: label }),
    query: z.object({
      version: z.coerce.number().int().min(1).optional().describe("the latest unless told"),
      cluster: label.optional().describe("the first target's unless told"),
      field: z
        .string()
        .max(500)
        .optional()
        .describe("Deployment, or Deployment.spec.template: what lies under it; everything unless told"),
    }),
    output: z.object({ version: z.int(), cluster: label, fields: z.array(fieldExplanation) }),
    permission: "app.read",
    scope: "app",
  }),
};
