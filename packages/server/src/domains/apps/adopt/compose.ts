/** The spec of a Deployment that runs: what the spec can say in its own words. The rest is found by comparing. Pure. */
import type { SpecProblem } from "@halcyon/contracts";
import { printObject } from "../render/render.ts";
import { present } from "../render/stable.ts";
import type { Base } from "../base/merge.ts";
import { type ParsedSpec, parseSpec } from "../spec/parse.ts";
import type { LiveObject } from "../cluster/objects.ts";
import { type DeploymentSpec, type Fields, peoples } from "./live.ts";
import { containerWords, drainOf, filled } from "./words.ts";

export interface Composing {
  readonly app: string;
  readonly team: string;
  readonly namespace: string;
  /** Instances by cluster. */
  readonly replicas: Readonly<Record<string, number>>;
  /** The Deployment's name by cluster. */
  readonly workloads: Readonly<Record<string, string>>;
  readonly live: LiveObject;
  readonly deployment: DeploymentSpec;
  /** The name of the app's own container. */
  readonly container: string;
  /** Objects beside it that are taken over as they are. */
  readonly objects: readonly LiveObject[];
}

export type Document = Record<string, unknown>;

/** What of a Deployment's spec an app's spec has words for. */
export function compose(given: Composing): Document {
  const { app, team, namespace, deployment, live } = given;
  const { template, selector } = deployment;
  const { containers } = template.spec;
  const own = containers.find(({ name }) => name === given.container) ?? containers[0];
  const { labels, annotations } = template.metadata;
  const pod: Fields = template.spec;
  const names = new Set(Object.values(given.workloads));
  const { "app.kubernetes.io/version": _version, ...objectLabels } = peoples(live.metadata.labels) ?? {};
  const podLabels = Object.fromEntries(
    Object.entries(labels).filter(([key]) => !Object.hasOwn(selector.matchLabels ?? {}, key)),
  );
  const pullSecrets = (pod["imagePullSecrets"] as { name?: string }[] | undefined)?.flatMap(
    ({ name }) => name ?? [],
  );
  return present({
    name: app,
    team,
    namespace: namespace === app ? undefined : namespace,
    ...containerWords(own as Fields),
    stop: present({
      gracePeriodSeconds: pod["terminationGracePeriodSeconds"],
      drain: drainOf(own as Fields),
    }),
    pullSecrets: pullSecrets?.length === 0 ? undefined : pullSecrets,
    replicas: given.replicas,
    ...strategyOf(deployment),
    placement: filled({
      nodeSelector: filled(pod["nodeSelector"] as Fields | undefined),
      tolerations: listed(pod["tolerations"]),
    }),
    pod: filled({ annotations: filled(annotations) }),
    adopted: present({
      workload: names.size === 1 ? [...names][0] : given.workloads,
      container: own?.name,
      containers: own === containers[0] ? undefined : containers.map(({ name }) => name),
      selector: selector.matchLabels,
      podLabels: filled(podLabels),
      labels: filled(objectLabels),
      annotations: peoples(live.metadata.annotations),
      serviceAccount: template.spec.serviceAccountName,
      strategy: deployment.strategy.type === "Recreate" ? "Recreate" : undefined,
      revisionHistoryLimit:
        deployment.revisionHistoryLimit === 10 ? undefined : deployment.revisionHistoryLimit,
      objects: given.objects.length === 0 ? undefined : given.objects.map(keptOf),
    }),
  });
}

/** An object beside the Deployment, without what the API server and other managers wrote. */
export function keptOf(object: LiveObject): Document {
  const { apiVersion, kind, metadata, status: _status, ...content } = object;
  const spec = content["spec"] as Fields | undefined;
  return present({
    apiVersion,
    kind,
    metadata: present({
      name: metadata.name,
      labels: peoples(metadata.labels),
      annotations: peoples(metadata.annotations),
    }),
    ...content,
    spec: kind === "Service" && spec !== undefined ? serviceSpec(spec) : spec,
    // A token's Secret was made by a controller, and is that controller's to name.
    secrets: undefined,
  });
}

/** Without the addresses a cluster gave it; headless is said. */
function serviceSpec({ clusterIP, clusterIPs: _ips, ...spec }: Fields): Fields {
  return clusterIP === "None" ? { ...spec, clusterIP } : spec;
}

function strategyOf({ strategy, minReadySeconds, progressDeadlineSeconds }: DeploymentSpec): Document {
  // All instances may be missing where all are replaced at once: that is what was chosen.
  if (strategy.type === "Recreate")
    return { unavailable: "100%", strategy: filled({ minReadySeconds, progressDeadlineSeconds }) };
  const { maxSurge = "25%", maxUnavailable = "25%" } = strategy.rollingUpdate ?? {};
  const none = maxUnavailable === 0 || maxUnavailable === "0%";
  return {
    unavailable: none ? undefined : maxUnavailable,
    strategy: present({ maxSurge, maxUnavailable, minReadySeconds, progressDeadlineSeconds }),
  };
}

function listed(value: unknown): unknown {
  return Array.isArray(value) && value.length > 0 ? value : undefined;
}

/** More than any spec has problems that leaving something out solves. */
const attempts = 60;

/**
 * Parses what was composed. Where the spec cannot say a value after all, it is left out, to be found by comparing: a name
 * another rule forbids, an amount without its unit.
 */
export function parseComposed(
  document: Document,
  bases: readonly Base[],
): { parsed: ParsedSpec; document: Document } | { problems: readonly SpecProblem[] } {
  let given = document;
  for (let left = attempts; ; left -= 1) {
    const result = parseSpec(printObject(given), bases);
    if (result.ok) return { parsed: result.parsed, document: given };
    const next =
      left === 0 ? null : result.problems.map(({ path }) => without(given, path)).find((one) => one !== null);
    if (next === null || next === undefined) return { problems: result.problems };
    given = next;
  }
}

/** Left out as a whole when one of its values cannot be said; deeper parts are left out one by one. */
const units: readonly RegExp[] = [
  /^(health\.(readiness|liveness|startup))\b/,
  /^(stop\.drain)\b/,
  /^(env\b(?:\.[^.[]+|\["[^"]*"\])?)/,
  /^(pod\.annotations(?:\.[^.[]+|\["[^"]*"\])?)/,
  /^(resources\.(?:requests|limits)(?:\.\w+)?)/,
  /^(placement\.(?:tolerations|nodeSelector))\b/,
  /^(ports|command|args|pullSecrets)\b/,
  /^(adopted\.(?:annotations|labels)(?:\.[^.[]+|\["[^"]*"\])?)/,
];

/** The document without what stands at a path; null where nothing may be left out. */
function without(document: Document, path: string): Document | null {
  const unit = units.flatMap((pattern) => pattern.exec(path)?.[1] ?? [])[0];
  if (unit === undefined) return null;
  const keys = [...unit.matchAll(/\["([^"]*)"\]|([^.[\]]+)/g)].map(
    ([, quoted, plain]) => quoted ?? plain ?? "",
  );
  return removed(document, keys);
}

function removed(map: Document, [key = "", ...rest]: readonly string[]): Document | null {
  if (!Object.hasOwn(map, key)) return null;
  if (rest.length === 0) {
    const { [key]: _gone, ...left } = map;
    return left;
  }
  const below = map[key];
  if (typeof below !== "object" || below === null) return null;
  const inner = removed(below as Document, rest);
  if (inner === null) return null;
  if (Object.keys(inner).length > 0) return { ...map, [key]: inner };
  const { [key]: _empty, ...left } = map;
  return left;
}
