/** Where the scheduler may put instances, and where it should rather put them. */
import type { AppSpec } from "@halcyon/contracts";
import { appLabels, selectorLabels } from "./labels.ts";
import { filled, present, sorted } from "./stable.ts";

type Values = Readonly<Record<string, readonly string[]>>;

/** The fields of a pod spec that place it. */
export function renderPlacement(spec: AppSpec): object {
  const { placement } = spec;
  const { nodeSelector, tolerations, spread } = placement;
  return {
    nodeSelector: filled(nodeSelector),
    tolerations: tolerations?.map((toleration) => present(toleration)),
    affinity: renderAffinity(placement),
    topologySpreadConstraints: spread?.map(({ over, maxSkew, required }) => ({
      maxSkew,
      topologyKey: topologyKey(over),
      whenUnsatisfiable: required ? "DoNotSchedule" : "ScheduleAnyway",
      labelSelector: { matchLabels: selectorLabels(spec) },
    })),
  };
}

function renderAffinity({ nodes, apartFrom }: AppSpec["placement"]): object | undefined {
  const affinity = present({
    nodeAffinity: nodes === undefined ? undefined : renderNodes(nodes),
    podAntiAffinity: apartFrom === undefined ? undefined : renderApart(apartFrom),
  });
  return Object.keys(affinity).length === 0 ? undefined : affinity;
}

function renderNodes({
  required,
  avoid,
  preferred,
}: NonNullable<AppSpec["placement"]["nodes"]>): object | undefined {
  const must = [...expressions(required, "In"), ...expressions(avoid, "NotIn")];
  const affinity = present({
    requiredDuringSchedulingIgnoredDuringExecution:
      must.length === 0 ? undefined : { nodeSelectorTerms: [{ matchExpressions: must }] },
    preferredDuringSchedulingIgnoredDuringExecution: preferred?.map(({ labels, weight }) => ({
      weight,
      preference: { matchExpressions: expressions(labels, "In") },
    })),
  });
  return Object.keys(affinity).length === 0 ? undefined : affinity;
}

function renderApart(apps: NonNullable<AppSpec["placement"]["apartFrom"]>): object {
  const term = ({ app, over }: (typeof apps)[number]) => ({
    labelSelector: { matchLabels: appLabels(app) },
    // Another app has a namespace of its own.
    namespaceSelector: {},
    topologyKey: topologyKey(over),
  });
  const [must, should] = [true, false].map((wanted) => apps.filter(({ required }) => required === wanted));
  return present({
    requiredDuringSchedulingIgnoredDuringExecution: listed(must?.map(term)),
    preferredDuringSchedulingIgnoredDuringExecution: listed(
      should?.map((one) => ({ weight: 100, podAffinityTerm: term(one) })),
    ),
  });
}

function listed<T>(items: readonly T[] = []): readonly T[] | undefined {
  return items.length === 0 ? undefined : items;
}

function expressions(labels: Values = {}, operator: "In" | "NotIn"): object[] {
  return Object.entries(sorted(labels)).map(([key, values]) => ({ key, operator, values }));
}

function topologyKey(over: string): string {
  if (over === "nodes") return "kubernetes.io/hostname";
  return over === "zones" ? "topology.kubernetes.io/zone" : over;
}
