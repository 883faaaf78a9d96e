/** The plan of an adoption: spec, patches, what is left as it is, and the proof. Writes nothing anywhere. */
import type { AdoptionPlan, AdoptionWish, AppPolicy, AppSpec, Patch } from "@halcyon/contracts";
import type { KubeClient } from "#kube/client.ts";
import { KubeError } from "#kube/errors.ts";
import type { Base } from "../base/merge.ts";
import { reasonOf } from "../cluster/apply.ts";
import type { LiveObject } from "../cluster/objects.ts";
import { withoutBookkeeping } from "../cluster/objects.ts";
import { appErrors } from "../errors.ts";
import { printObject, renderUnpatched } from "../render/render.ts";
import { contentHash, present } from "../render/stable.ts";
import { type KnownPlaces, resolveTargets } from "../render/targets.ts";
import type { AppTarget, Manifest } from "../types.ts";
import { draftVersion, openPolicy, parseOrThrow } from "../versions.ts";
import { compose, type Document, parseComposed } from "./compose.ts";
import type { HelmRelease } from "./helm.ts";
import { helmWarnings, isWhole, releaseIn } from "./helm-clusters.ts";
import { type Fields, ownContainerOf, withFirst } from "./live.ts";
import { ownersOf } from "./ownership.ts";
import { type Leftover, leftoverOf } from "./patches.ts";
import { prove, replaced } from "./proof.ts";
import { type Survey, survey } from "./survey.ts";

export interface PlanDeps {
  readonly places: KnownPlaces;
  readonly bases: readonly Base[];
  /** A client of a cluster that acts as the person. */
  client(cluster: string): Promise<KubeClient>;
}

/** One object that is taken over, as it is and as it will be. */
export interface Taking {
  readonly manifest: Manifest;
  readonly live: LiveObject;
}

export interface ClusterTaking {
  readonly target: AppTarget;
  readonly client: KubeClient;
  readonly autoscaled: boolean;
  readonly objects: readonly Taking[];
  /** The Helm release that made it there, if one did and is given up with it. */
  readonly helm: HelmRelease | null;
}

/** A plan with what carrying it out needs. */
export interface Planned {
  readonly plan: AdoptionPlan;
  readonly draft: ReturnType<typeof draftVersion>;
  readonly policy: AppPolicy;
  readonly clusters: readonly ClusterTaking[];
}

interface Seen extends Survey {
  readonly cluster: string;
  readonly client: KubeClient;
  readonly helm: HelmRelease | null;
}

/** @throws HalcyonError app_not_adoptable, app_helm_unreadable, app_cluster_refused, app_cluster_unreachable */
export async function planAdoption(
  deps: PlanDeps,
  app: string,
  wish: AdoptionWish,
  signal: AbortSignal,
): Promise<Planned> {
  const { namespace } = wish;
  const clients = await Promise.all(
    wish.clusters.map(async ({ cluster, workload = wish.workload }) => ({
      cluster,
      workload,
      client: await deps.client(cluster),
    })),
  );
  const given = wish.documents?.map(({ kind, metadata }) => ({ kind, name: metadata.name })) ?? null;
  const seen = await Promise.all(
    clients.map(({ cluster, workload, client }) =>
      answered(cluster, async (): Promise<Seen> => {
        const helm = await releaseIn({ client, cluster, workload, namespace, release: wish.helm, signal });
        const documents = helm?.objects ?? given;
        const request = { app, cluster, namespace, workload, documents, signal };
        return { ...(await survey(client, request)), cluster, client, helm };
      }),
    ),
  );
  const helm = seen.find((one) => one.helm !== null)?.helm ?? null;
  if (wish.helm !== undefined && helm === null)
    throw appErrors.helm_unreadable({ detail: `there is no Helm release ${wish.helm} in ${namespace}` });
  const policy = { ...openPolicy, namespace: namespace === app ? null : namespace };
  const { document, leftovers, spec } = await composed(deps, app, wish, seen, signal);
  const patches = leftovers.flatMap((leftover) => leftover.patches);
  const kept = leftovers.find((leftover) => leftover.kept !== undefined)?.kept;
  const text = heading(app, helm) + printObject(withLeftover(document, patches, kept));
  const draft = draftVersion(parseOrThrow(text, deps.bases), policy, deps.places);
  const clusters: ClusterTaking[] = [];
  const shown: AdoptionPlan["clusters"] = [];
  for (const one of seen) {
    const target = draft.targets.find(({ cluster }) => cluster === one.cluster);
    if (target === undefined) throw new Error(`${one.cluster} is not among the targets`);
    const taking = takingOf(one, draft.rendering[one.cluster] ?? []);
    const differences = (
      await Promise.all(
        taking.map(({ manifest, live }) =>
          answered(one.cluster, () =>
            prove(one.client, manifest, live, { autoscaled: one.autoscaled, signal }),
          ),
        ),
      )
    ).flat();
    const extra = (draft.rendering[one.cluster] ?? []).filter(
      (manifest) => !taking.some((other) => other.manifest === manifest),
    );
    clusters.push({
      target,
      client: one.client,
      autoscaled: one.autoscaled,
      objects: taking,
      helm: isWhole(one.helm) ? one.helm : null,
    });
    shown.push({
      cluster: one.cluster,
      room: target.room,
      workload: target.workload,
      replicas: target.replicas,
      objects: objectsOf(one),
      differences: [
        ...differences,
        ...extra.map(({ kind, metadata }) => ({
          object: `${kind}/${metadata.name}`,
          path: "",
          live: "nothing",
          rendered: "would be made",
        })),
      ],
    });
  }
  const content = {
    app,
    text,
    helm: seen.map((one) => one.helm && [one.helm.release, one.helm.revision]),
    objects: clusters.map(({ target, objects }) => [
      target.cluster,
      objects.map(({ live }) => [live.metadata.uid, withoutBookkeeping(live), ownersOf(live)]),
    ]),
  };
  return {
    draft,
    policy,
    clusters,
    plan: {
      app,
      hash: `sha256:${contentHash(content)}`,
      takeable: shown.every(({ differences }) => differences.length === 0),
      spec: text,
      patches: patches.map(({ name, why }) => ({ name, why })),
      kept: [...new Set(leftovers.flatMap(({ keptFields }) => keptFields))],
      clusters: shown,
      warnings: [
        ...seen.flatMap(({ warnings }) => warnings),
        ...seen.flatMap((one) => helmWarnings(one, wish.helm)),
        ...adviceOf(spec),
      ],
      helm: helm === null ? null : { release: helm.release, chart: helm.chart, revision: helm.revision },
    },
  };
}

/** The spec in its own words, and what each cluster's Deployment is beyond them. */
async function composed(
  deps: PlanDeps,
  app: string,
  wish: AdoptionWish,
  seen: readonly Seen[],
  signal: AbortSignal,
): Promise<{ document: Document; leftovers: Leftover[]; spec: AppSpec }> {
  const [first] = seen;
  if (first === undefined) throw new Error("an adoption names a cluster");
  const container = wish.container ?? ownContainerOf(first.deployment, first.live.metadata.name);
  if (!first.deployment.template.spec.containers.some(({ name }) => name === container)) {
    throw appErrors.not_adoptable({ detail: `it has no container ${container}` });
  }
  const result = parseComposed(
    compose({
      app,
      container,
      team: wish.team,
      namespace: wish.namespace,
      replicas: Object.fromEntries(seen.map(({ cluster, deployment }) => [cluster, deployment.replicas])),
      workloads: Object.fromEntries(seen.map(({ cluster, live }) => [cluster, live.metadata.name])),
      live: first.live,
      deployment: first.deployment,
      objects: first.related
        .filter(({ taken }) => taken)
        .map(({ kind, object }) => portless(withKind(kind, object), seen)),
    }),
    deps.bases,
  );
  if ("problems" in result) {
    const [problem] = result.problems;
    throw appErrors.not_adoptable({
      detail: `a spec cannot say it: ${problem?.path}: ${problem?.message}`,
      hint: problem?.hint ?? "",
      errors: [...result.problems],
    });
  }
  const { parsed, document } = result;
  const { targets } = resolveTargets(parsed.spec, wish.namespace, deps.places);
  const found = await Promise.all(
    seen.map(async (one) => {
      const target = targets.find(({ cluster }) => cluster === one.cluster);
      const manifest =
        target &&
        renderUnpatched(parsed.specIn(target.room), target).find(({ kind }) => kind === "Deployment");
      if (manifest === undefined) {
        throw appErrors.not_adoptable({ detail: `${one.cluster} is no cluster an app can name` });
      }
      const made = await answered(one.cluster, () => replaced(one.client, manifest, one.live, signal));
      return {
        cluster: one.cluster,
        rendered: sizeless(made),
        live: withFirst(sizeless(one.live), container),
      };
    }),
  );
  const everywhere = found.map(({ rendered, live }) => leftoverOf(rendered, live));
  const same = new Set(everywhere.map((leftover) => contentHash(leftover))).size === 1;
  const leftovers = same
    ? everywhere.slice(0, 1)
    : found.map(({ rendered, live, cluster }) => leftoverOf(rendered, live, [cluster]));
  return { document, leftovers, spec: parsed.spec };
}

/** A Service without the ports of nodes where the clusters gave it different ones: each keeps its own. */
function portless(object: LiveObject, seen: readonly Seen[]): LiveObject {
  if (object.kind !== "Service") return object;
  const portsOf = (one: LiveObject) =>
    ((one["spec"] as Fields)["ports"] as readonly Fields[] | undefined)?.map(({ nodePort }) => nodePort);
  const ports = seen.flatMap(({ related }) =>
    related
      .filter((one) => one.kind === "Service" && one.object.metadata.name === object.metadata.name)
      .map((one) => JSON.stringify(portsOf(one.object))),
  );
  if (new Set(ports).size <= 1) return object;
  const { healthCheckNodePort: _health, ...spec } = object["spec"] as Fields;
  const without = (spec["ports"] as readonly Fields[]).map(({ nodePort: _port, ...port }) => port);
  return { ...object, spec: { ...spec, ports: without } };
}

/** What patches are about: neither size nor selector. */
function sizeless(object: LiveObject): Fields {
  const { replicas: _replicas, selector: _selector, ...spec } = object["spec"] as Fields;
  return spec;
}

/** Lists leave out what each item is. */
function withKind(kind: string, object: LiveObject): LiveObject {
  return { ...object, kind, apiVersion: apiVersions[kind] ?? "v1" };
}
const apiVersions: Readonly<Record<string, string>> = {
  Deployment: "apps/v1",
  Ingress: "networking.k8s.io/v1",
  HorizontalPodAutoscaler: "autoscaling/v2",
  PodDisruptionBudget: "policy/v1",
};

function withLeftover(document: Document, patches: readonly Patch[], kept: Fields | undefined): Document {
  const adopted = document["adopted"] as Document;
  return present({
    ...document,
    patches: patches.length === 0 ? undefined : patches,
    adopted: present({ ...adopted, kept }),
  });
}

function heading(app: string, helm: HelmRelease | null): string {
  const from =
    helm === null ? "" : ` Helm release ${helm.release}, chart ${helm.chart}, revision ${helm.revision}.`;
  return `# ${app} was adopted from what ran before.${from}\n# \`adopted\` keeps what cannot change, patches what the spec has no word for.\n`;
}

function takingOf(one: Seen, manifests: readonly Manifest[]): Taking[] {
  const alive = [
    withKind("Deployment", one.live),
    ...one.related.filter(({ taken }) => taken).map(({ kind, object }) => withKind(kind, object)),
  ];
  return manifests.flatMap((manifest) => {
    const live = alive.find(
      (object) => object.kind === manifest.kind && object.metadata.name === manifest.metadata.name,
    );
    return live === undefined ? [] : [{ manifest, live }];
  });
}

function objectsOf({ live, related }: Seen): AdoptionPlan["clusters"][number]["objects"] {
  return [
    {
      kind: "Deployment",
      name: live.metadata.name,
      taken: true,
      why: "said by the spec",
      owners: ownersOf(live),
    },
    ...related.map(({ kind, object, taken, why }) => ({
      kind,
      name: object.metadata.name,
      taken,
      why,
      owners: ownersOf(object),
    })),
  ];
}

function adviceOf(spec: AppSpec): string[] {
  return spec.image.endsWith(":latest")
    ? [`${spec.image} names no fixed version: what a new instance runs may differ from what runs now`]
    : [];
}

/** In words of the cluster's, where it refuses or does not answer. */
async function answered<T>(cluster: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof KubeError)) throw error;
    const given = { detail: `${cluster}: ${reasonOf(error)}`, cause: error };
    throw error.kind === "api" && error.status < 500
      ? appErrors.cluster_refused(given)
      : appErrors.cluster_unreachable(given);
  }
}
