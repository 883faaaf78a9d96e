/** A Deployment as adoption reads it, and what of an object's metadata was people's. Pure. */
import { z } from "zod";
import { appErrors } from "../errors.ts";
import type { LiveObject } from "../cluster/objects.ts";

export type Fields = Readonly<Record<string, unknown>>;
const fields = z.record(z.string(), z.unknown());
const text = z.record(z.string(), z.string());

const deploymentSpec = z.looseObject({
  replicas: z.number().default(1),
  paused: z.boolean().default(false),
  revisionHistoryLimit: z.number().default(10),
  minReadySeconds: z.number().default(0),
  progressDeadlineSeconds: z.number().default(600),
  selector: z.looseObject({
    matchLabels: text.optional(),
    matchExpressions: z.array(z.unknown()).optional(),
  }),
  strategy: z
    .looseObject({
      type: z.string().optional(),
      rollingUpdate: z
        .looseObject({
          maxSurge: z.union([z.number(), z.string()]).optional(),
          maxUnavailable: z.union([z.number(), z.string()]).optional(),
        })
        .optional(),
    })
    .default({}),
  template: z.looseObject({
    metadata: z.looseObject({ labels: text.default({}), annotations: text.optional() }),
    spec: z.looseObject({
      serviceAccountName: z.string().optional(),
      containers: z
        .array(z.looseObject({ name: z.string(), image: z.string(), ports: z.array(fields).optional() }))
        .min(1),
    }),
  }),
});
export type DeploymentSpec = z.infer<typeof deploymentSpec>;

/**
 * @throws HalcyonError app_not_adoptable for what cannot be taken over at all, with why
 */
export function readDeployment(live: LiveObject): DeploymentSpec {
  const name = `Deployment ${live.metadata.namespace}/${live.metadata.name}`;
  const refuse = (why: string, hint?: string) =>
    appErrors.not_adoptable({ detail: `${name} ${why}`, ...(hint === undefined ? {} : { hint }) });
  const read = deploymentSpec.safeParse(live["spec"]);
  if (!read.success) throw refuse(`cannot be read: ${z.prettifyError(read.error)}`);
  const spec = read.data;
  const owner = (live.metadata.ownerReferences ?? [])[0] as { kind?: string; name?: string } | undefined;
  if (owner !== undefined) {
    throw refuse(
      `was made by ${owner.kind} ${owner.name}, which would write it back`,
      "Adopt only what no operator owns; change what is said in the operator's own object.",
    );
  }
  if (live.metadata.deletionTimestamp !== undefined) throw refuse("is being deleted");
  if (spec.paused) {
    throw refuse("is paused: its template may not be what runs", "Resume it: kubectl rollout resume.");
  }
  if ((spec.selector.matchExpressions ?? []).length > 0 || spec.selector.matchLabels === undefined) {
    throw refuse("selects its pods by expressions, which a spec does not keep");
  }
  return spec;
}

/** Labels and annotations that say who manages an object, not what it is. */
const managers =
  /^(kubectl\.kubernetes\.io\/last-applied-configuration|deployment\.kubernetes\.io\/.*|meta\.helm\.sh\/.*|helm\.sh\/resource-policy|([^/]*\.)?halcyon\.dev\/.*|app\.kubernetes\.io\/managed-by|autoscaling\.alpha\.kubernetes\.io\/.*)$/;

/** Without who manages it; undefined when nothing is left. */
export function peoples(
  map: Readonly<Record<string, string>> | undefined,
): Record<string, string> | undefined {
  const kept = Object.entries(map ?? {}).filter(([key]) => !managers.test(key));
  return kept.length === 0 ? undefined : Object.fromEntries(kept);
}

/** On what is or was Helm's and must not be deleted by it. */
export const keepsAnnotation = "helm.sh/resource-policy";

/** The Helm release an object belongs to, as Helm marks it; null when to none. */
export function helmReleaseOf({ metadata }: LiveObject): string | null {
  return metadata.annotations?.["meta.helm.sh/release-name"] ?? null;
}

/** The container whose image is the app's: said by kubectl's annotation, else named as the workload, else the first. */
export function ownContainerOf({ template }: DeploymentSpec, workload: string): string {
  const { containers } = template.spec;
  const names = containers.map(({ name }) => name);
  const said = template.metadata.annotations?.["kubectl.kubernetes.io/default-container"];
  if (said !== undefined && names.includes(said)) return said;
  const alike = names.filter((name) => workload.includes(name)).sort((a, b) => b.length - a.length);
  return alike[0] ?? names[0] ?? workload;
}

/** A Deployment's spec with one container before the others. */
export function withFirst(spec: Fields, container: string): Fields {
  const { template } = spec as { template: { spec: { containers: readonly { name: string }[] } } };
  const { containers } = template.spec;
  const own = containers.filter(({ name }) => name === container);
  const others = containers.filter(({ name }) => name !== container);
  return { ...spec, template: { ...template, spec: { ...template.spec, containers: [...own, ...others] } } };
}
