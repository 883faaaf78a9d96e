/** What belongs to a Deployment in its namespace, and what is left as it is because others share it. Reads only. */
import { keptKinds } from "@halcyon/contracts";
import type { KubeClient } from "#kube/client.ts";
import { objectPath } from "#kube/paths.ts";
import { type LiveObject, listObjects, readObject } from "../cluster/objects.ts";
import { referencesOf } from "../cluster/references.ts";
import { appErrors } from "../errors.ts";
import { managedByLabel } from "../render/labels.ts";
import { canonicalJson } from "../render/stable.ts";
import { type DeploymentSpec, type Fields, readDeployment } from "./live.ts";

export interface Related {
  readonly object: LiveObject;
  readonly kind: string;
  readonly taken: boolean;
  readonly why: string;
}

export interface Survey {
  readonly live: LiveObject;
  readonly deployment: DeploymentSpec;
  readonly related: readonly Related[];
  /** Sized by an autoscaler. */
  readonly autoscaled: boolean;
  readonly warnings: readonly string[];
}

export interface SurveyRequest {
  readonly app: string;
  readonly cluster: string;
  readonly namespace: string;
  readonly workload: string;
  /** Kind and name of what was given as files or as a Helm release; null where what lives decides alone. */
  readonly documents: readonly { readonly kind: string; readonly name: string }[] | null;
  readonly signal: AbortSignal;
}

/** A ConfigMap larger than this stays what it is: a spec is read by people. */
const maxKeptBytes = 48 * 1024;
type Labels = Readonly<Record<string, string>>;

/** @throws HalcyonError app_not_adoptable. @throws KubeError */
export async function survey(client: KubeClient, request: SurveyRequest): Promise<Survey> {
  const { namespace, workload, signal } = request;
  const live = await readObject(client, objectPath("Deployment", namespace, workload), { signal });
  if (live === null) {
    throw appErrors.not_adoptable({
      detail: `there is no Deployment ${namespace}/${workload} in ${request.cluster}`,
      hint: "Only Deployments are adopted; a StatefulSet, DaemonSet or Job stays what it is. List: halcyon deployment unmanaged.",
    });
  }
  refuseOthers(live, request.app);
  const deployment = readDeployment(live);
  const list = (kind: string) => listObjects(client, { kind, namespace, labelSelector: "" }, { signal });
  const [services, ingresses, scalers, budgets, deployments, pods] = await Promise.all([
    list("Service"),
    list("Ingress"),
    list("HorizontalPodAutoscaler"),
    list("PodDisruptionBudget"),
    list("Deployment"),
    list("Pod"),
  ]);
  const labels: Labels = deployment.template.metadata.labels;
  const selector: Labels = deployment.selector.matchLabels ?? {};
  const strangers = pods.filter(({ metadata }) => !matches(selector, metadata.labels));
  const found: Related[] = [];
  const note = (kind: string, object: LiveObject, left: string | null) =>
    found.push({ object, kind, taken: left === null, why: left ?? "kept as it is, under `adopted`" });

  for (const service of services) {
    const wanted = (service["spec"] as { selector?: Labels }).selector;
    if (wanted === undefined || !matches(wanted, labels)) continue;
    note("Service", service, sharedWith(wanted, strangers));
  }
  const own = new Set(found.filter(({ taken }) => taken).map(({ object }) => object.metadata.name));
  for (const ingress of ingresses) {
    const backends = backendsOf(ingress);
    if (!backends.some((name) => own.has(name))) continue;
    const others = backends.filter((name) => !own.has(name));
    note("Ingress", ingress, others.length === 0 ? null : `it leads to ${others.join(", ")} too`);
  }
  for (const scaler of scalers) {
    const { kind, name } = (scaler["spec"] as { scaleTargetRef: { kind: string; name: string } })
      .scaleTargetRef;
    if (kind === "Deployment" && name === workload) note("HorizontalPodAutoscaler", scaler, null);
  }
  for (const budget of budgets) {
    const wanted = (budget["spec"] as { selector?: { matchLabels?: Labels } }).selector?.matchLabels ?? {};
    if (matches(wanted, labels)) note("PodDisruptionBudget", budget, sharedWith(wanted, strangers));
  }
  const elsewhere = new Set([
    ...strangers.flatMap((pod) => [...referencesOf(pod["spec"])]),
    ...deployments
      .filter(({ metadata }) => metadata.uid !== live.metadata.uid)
      .flatMap((other) => [
        ...referencesOf((other["spec"] as { template?: { spec?: unknown } }).template?.spec),
      ]),
  ]);
  for (const reference of referencesOf(deployment.template.spec)) {
    const [kind = "", name = ""] = reference.split("/");
    if ((kind !== "ConfigMap" && kind !== "ServiceAccount") || name === "default") continue;
    const object = await readObject(client, objectPath(kind, namespace, name), { signal });
    if (object === null) continue;
    const size = canonicalJson([object["data"] ?? {}, object["binaryData"] ?? {}]).length;
    const left = elsewhere.has(reference)
      ? "others use it too"
      : size > maxKeptBytes
        ? `its ${Math.ceil(size / 1024)} KiB are too much for a spec`
        : null;
    note(kind, object, left);
  }
  const related = await withDocuments(client, request, found.map(checked(request.app)));
  const autoscaled = related.some(({ kind, taken }) => taken && kind === "HorizontalPodAutoscaler");
  return { live, deployment, related, autoscaled, warnings: warningsOf(live, related, request) };
}

/** Left as it is when somebody else makes it. */
function checked(app: string): (one: Related) => Related {
  return (one) => {
    const { metadata } = one.object;
    const owner = (metadata.ownerReferences ?? [])[0] as { kind?: string; name?: string } | undefined;
    if (owner !== undefined) return { ...one, taken: false, why: `${owner.kind} ${owner.name} makes it` };
    const other = metadata.labels?.["halcyon.dev/app"];
    if (other !== undefined && other !== app) return { ...one, taken: false, why: `it is app ${other}'s` };
    return one;
  };
}

/** With documents, what they do not name is left, and what they name beside is taken where it can be. */
async function withDocuments(
  client: KubeClient,
  { documents, namespace, signal, app }: SurveyRequest,
  found: readonly Related[],
): Promise<Related[]> {
  if (documents === null) return [...found];
  const named = new Set(documents.map(({ kind, name }) => `${kind}/${name}`));
  const kept = found.map((one) =>
    named.has(`${one.kind}/${one.object.metadata.name}`)
      ? one
      : { ...one, taken: false, why: "what was given does not name it" },
  );
  const seen = new Set(found.map(({ kind, object }) => `${kind}/${object.metadata.name}`));
  for (const { kind, name } of documents) {
    if (seen.has(`${kind}/${name}`) || kind !== "ConfigMap") continue;
    const object = await readObject(client, objectPath(kind, namespace, name), { signal });
    if (object === null) continue;
    const why = "no container of the Deployment uses it";
    kept.push(checked(app)({ object, kind, taken: false, why }));
  }
  return kept;
}

function refuseOthers({ metadata }: LiveObject, app: string): void {
  const other = metadata.labels?.["halcyon.dev/app"];
  if (metadata.labels?.[managedByLabel] !== "halcyon" || other === undefined || other === app) return;
  throw appErrors.not_adoptable({ detail: `Deployment ${metadata.name} is app ${other}'s already` });
}

function warningsOf(live: LiveObject, related: readonly Related[], request: SurveyRequest): string[] {
  const { cluster, documents } = request;
  const marks = { ...live.metadata.labels, ...live.metadata.annotations };
  const controller = Object.keys(marks).find((key) =>
    /^(argocd\.argoproj\.io|[^/]*\.toolkit\.fluxcd\.io)\//.test(key),
  );
  const known = new Set<string>(keptKinds);
  const foreign = (documents ?? []).filter(({ kind }) => kind !== "Deployment" && !known.has(kind));
  const here = new Set(related.map(({ kind, object }) => `${kind}/${object.metadata.name}`));
  const missing = (documents ?? []).filter(
    ({ kind, name }) => known.has(kind) && !here.has(`${kind}/${name}`),
  );
  return [
    ...(controller === undefined
      ? []
      : [
          `${cluster}: ${controller} is on it: Argo CD or Flux would write back what Halcyon changes; take it out of there first`,
        ]),
    ...foreign.map(
      ({ kind, name }) => `${cluster}: ${kind}/${name} stays as it is: Halcyon does not manage its kind`,
    ),
    ...missing.map(
      ({ kind, name }) =>
        `${cluster}: ${kind}/${name} is not part of it: it is not there, or does not belong to the Deployment`,
    ),
  ];
}

function matches(selector: Labels, labels: Labels | undefined): boolean {
  const wanted = Object.entries(selector);
  return wanted.length > 0 && wanted.every(([key, value]) => labels?.[key] === value);
}

function sharedWith(selector: Labels, strangers: readonly LiveObject[]): string | null {
  const other = strangers.find(({ metadata }) => matches(selector, metadata.labels));
  return other === undefined ? null : `it selects others too, such as pod ${other.metadata.name}`;
}

function backendsOf(ingress: LiveObject): string[] {
  const found: string[] = [];
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value as Fields)) {
      const name = key === "service" ? (item as { name?: unknown } | null)?.name : undefined;
      if (typeof name === "string") found.push(name);
      visit(item);
    }
  };
  visit(ingress["spec"]);
  return [...new Set(found)];
}
