/** Where instances run inside of a cluster: on which nodes, how far apart, and how many a node drain may take. */
import { z } from "zod";
import type { SpecIssue } from "./app-spec-checks.ts";
import { countOrPercent, labelKey, labels, labelValue, said } from "./app-spec-parts.ts";
import type { AppSpec } from "./app-spec.ts";
import { label } from "./names.ts";

const toleration = z.strictObject({
  key: said(z.string().min(1).max(317).optional(), "the taint's key; all keys unless told", "dedicated"),
  operator: said(z.enum(["Exists", "Equal"]), "is the value compared?", "Equal").default("Equal"),
  value: said(z.string().max(63).optional(), "the taint's value", "news"),
  effect: said(
    z.enum(["NoSchedule", "PreferNoSchedule", "NoExecute"]).optional(),
    "what the taint does; all of it unless told",
    "NoSchedule",
  ),
  tolerationSeconds: said(z.int().min(0).optional(), "how long NoExecute is tolerated", "60"),
});

const over = said(
  z.union([z.enum(["nodes", "zones"]), labelKey], { error: "nodes, zones, or the label of a node" }),
  "what is counted: nodes, zones, or what a node's label tells apart",
  "zones",
);
const isRequired = said(
  z.boolean().default(false),
  "an instance that does not fit waits; without it the scheduler does what it can",
  "true",
);
const values = z
  .record(labelKey, z.array(labelValue).min(1).max(50))
  .refine((map) => Object.keys(map).length > 0, "at least one label");

const nodes = z.strictObject({
  required: said(
    values.optional(),
    "labels a node must have, each with one of the values",
    "{ pool: [web] }",
  ),
  avoid: said(values.optional(), "labels a node must not have with these values", "{ pool: [batch] }"),
  preferred: said(
    z
      .array(
        z.strictObject({
          labels: said(values, "labels of the nodes that are better", "{ disk: [ssd] }"),
          weight: said(z.int().min(1).max(100), "how much better, from 1 to 100", "50").default(1),
        }),
      )
      .max(20)
      .optional(),
    "nodes that are better than others",
    "[{ labels: { disk: [ssd] }, weight: 50 }]",
  ),
});

export const placement = z
  .strictObject({
    nodeSelector: said(labels.optional(), "labels a node must have", "{ disk: ssd }"),
    tolerations: said(
      z.array(toleration).max(50).optional(),
      "taints of nodes that do not keep instances away",
      "[{ key: dedicated, value: news, effect: NoSchedule }]",
    ),
    nodes: said(nodes.optional(), "pools of nodes", "{ required: { pool: [web] } }"),
    spread: said(
      z
        .array(
          z.strictObject({
            over,
            maxSkew: said(z.int().min(1).max(1000), "how many more one may have than another", "1").default(
              1,
            ),
            required: isRequired,
          }),
        )
        .max(10)
        .optional(),
      "spreads instances evenly",
      "[{ over: zones }]",
    ),
    apartFrom: said(
      z
        .array(z.strictObject({ app: said(label, "another app", "cache"), over, required: isRequired }))
        .max(20)
        .optional(),
      "apps that shall not run on the same node, or in the same zone",
      "[{ app: cache, over: nodes }]",
    ),
  })
  .meta({ description: "on which nodes, and how far apart" });

/** Evictions: node drains and the like. Halcyon's own acts keep to the serving floor. */
export const disruption = said(
  z.strictObject({
    maxUnavailable: said(countOrPercent.optional(), "instances evictions may take at once", "1"),
    minAvailable: said(countOrPercent.optional(), "instances evictions leave", "2"),
  }),
  "a PodDisruptionBudget other than the serving floor's: one of the two",
  "{ minAvailable: 2 }",
);

/** Spread and distance are said once for each place, and a budget lets drains go on. */
export function checkPlacement({
  placement: { spread = [], apartFrom = [] },
  name,
  disruption: budget,
}: AppSpec): SpecIssue[] {
  const issues: SpecIssue[] = [];
  for (const [index, { over: place }] of spread.entries()) {
    if (!spread.slice(0, index).some((other) => other.over === place)) continue;
    issues.push({
      path: ["placement", "spread", index, "over"],
      message: `instances are spread over ${place} twice`,
      hint: "keep one of the two",
    });
  }
  for (const [index, { app }] of apartFrom.entries()) {
    if (app !== name) continue;
    issues.push({
      path: ["placement", "apartFrom", index, "app"],
      message: "this is the app itself",
      hint: "write spread: [{ over: nodes, required: true }] to keep its own instances apart",
    });
  }
  return [...issues, ...checkDisruption(budget)];
}

function checkDisruption(budget: AppSpec["disruption"]): SpecIssue[] {
  if (budget === undefined) return [];
  const { maxUnavailable, minAvailable } = budget;
  if ((maxUnavailable === undefined) === (minAvailable === undefined)) {
    const message = maxUnavailable === undefined ? "the budget says nothing" : "the budget has both bounds";
    return [{ path: ["disruption"], message, hint: "write exactly one of maxUnavailable and minAvailable" }];
  }
  if (maxUnavailable === 0 || maxUnavailable === "0%" || minAvailable === "100%") {
    const way = maxUnavailable === undefined ? "minAvailable" : "maxUnavailable";
    return [
      {
        path: ["disruption", way],
        message: "no node could ever be drained",
        hint: "leave room for one instance: maxUnavailable: 1",
      },
    ];
  }
  return [];
}
