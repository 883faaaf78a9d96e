/**
 * What an app took over from before Halcyon and keeps: what Kubernetes never lets change (selectors), and names others
 * chose and may rely on. Adoption writes it; a spec without it is named and labelled by Halcyon's own rules. Only who
 * may set the app's policy changes it: it can say what patches may not.
 */
import { z } from "zod";
import type { SpecIssue } from "./app-spec-checks.ts";
import { labelKey, labelValue } from "./app-spec-parts.ts";
import { label } from "./names.ts";

/** A DNS-1123 subdomain: what Kubernetes accepts as the name of most objects. */
export const objectName = z
  .string()
  .max(253)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/,
    "an object's name: lower-case letters, digits, '-' and '.'",
  );
const labels = z.record(labelKey, labelValue);
const described = (description: string, example: string) => ({ description, examples: [example] });

/** Kinds of objects beside a workload that can be kept as they were. */
export const keptKinds = [
  "ConfigMap",
  "HorizontalPodAutoscaler",
  "Ingress",
  "PodDisruptionBudget",
  "Service",
  "ServiceAccount",
] as const;

const keptObject = z.looseObject({
  apiVersion: z.string().max(100),
  kind: z.enum(keptKinds),
  metadata: z.strictObject({
    name: objectName,
    labels: labels.optional(),
    annotations: z.record(z.string().max(317), z.string().max(100_000)).optional(),
  }),
});
export type KeptObject = z.output<typeof keptObject>;

const names = z.strictObject({
  service: objectName.optional().meta(described("the Service of `ports`", "web-svc")),
  autoscaler: objectName.optional().meta(described("the HorizontalPodAutoscaler", "web-hpa")),
  disruptionBudget: objectName
    .optional()
    .meta(described("the PodDisruptionBudget of `disruption`", "web-pdb")),
});

export const adopted = z.strictObject({
  workload: z
    .union([objectName, z.record(label, objectName)])
    .meta(described("the Deployment's name, or its name by cluster", "web-nginx")),
  container: label.meta(described("the name of the app's own container", "nginx")),
  containers: z
    .array(label)
    .max(50)
    .optional()
    .meta(described("the order of the containers, where its own is not the first", "[reload, nginx]")),
  selector: labels
    .refine((map) => Object.keys(map).length > 0, "at least one label")
    .meta(described("what the Deployment selects its pods by; it cannot change", "{ app: web }")),
  podLabels: labels
    .default({})
    .meta(described("labels on each instance, beside the selector's", "{ release: web }")),
  labels: labels
    .default({})
    .meta(described("labels on the Deployment, beside Halcyon's own", "{ helm.sh/chart: nginx-15.1.0 }")),
  annotations: z
    .record(labelKey, z.string().max(100_000))
    .optional()
    .meta({ description: "annotations on the Deployment" }),
  serviceAccount: objectName
    .optional()
    .meta(described("the instances' account; the namespace's default unless told", "web")),
  strategy: z
    .literal("Recreate")
    .optional()
    .meta(described("where all old instances go before new ones come", "Recreate")),
  revisionHistoryLimit: z
    .int()
    .min(0)
    .max(1000)
    .optional()
    .meta(described("old ReplicaSets that are kept; 10 unless told", "10")),
  names: names.default({}),
  kept: z.record(z.string(), z.unknown()).optional().meta({
    description:
      "a strategic merge over the Deployment for what a patch may not say, such as the host's network",
  }),
  objects: z
    .array(keptObject)
    .max(50)
    .default([])
    .meta({ description: "objects beside the Deployment, as they were" }),
});
export type Adopted = z.output<typeof adopted>;

/** The name of an app's workload in a cluster. */
export function workloadName(
  { name, adopted: from }: { readonly name: string; readonly adopted?: Adopted | undefined },
  cluster: string,
): string {
  if (from === undefined) return name;
  return typeof from.workload === "string" ? from.workload : (from.workload[cluster] ?? name);
}

/** Each object is named once, and none has the name of one that is rendered from the rest of the spec. */
export function checkAdopted({ adopted: from }: { readonly adopted?: Adopted | undefined }): SpecIssue[] {
  if (from === undefined) return [];
  const seen = new Set<string>();
  const rendered: readonly [kind: string, name: string | undefined][] = [
    ["Service", from.names.service],
    ["HorizontalPodAutoscaler", from.names.autoscaler],
    ["PodDisruptionBudget", from.names.disruptionBudget],
  ];
  for (const [kind, name] of rendered) if (name !== undefined) seen.add(`${kind}/${name}`);
  return from.objects.flatMap(({ kind, metadata }, index): SpecIssue[] => {
    const named = `${kind}/${metadata.name}`;
    const twice = seen.has(named);
    seen.add(named);
    if (!twice) return [];
    const message = `${named} is there already`;
    return [
      { path: ["adopted", "objects", index, "metadata", "name"], message, hint: "keep each object once" },
    ];
  });
}
