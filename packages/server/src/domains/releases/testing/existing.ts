/** What people had in clusters before Halcyon: manifests in the shapes of public charts, put there as people put them. */
import { readFile } from "node:fs/promises";
import { gzipSync } from "node:zlib";
import { parseAllDocuments, stringify } from "yaml";
import { createKubeClient, type KubeClient } from "#kube/client.ts";
import { collectionPath, objectPath } from "#kube/paths.ts";
import type { KubeObject } from "#kube/types.ts";
import { eventually } from "@halcyon/lab/testing";
import type { FixtureRoom } from "./fixture.ts";

export type Way = "client-side" | "server-side" | "helm";
export type Existing = KubeObject & { readonly kind: string; readonly [field: string]: unknown };
type Fields = Record<string, unknown>;

export interface Legacy {
  readonly namespace: string;
  readonly workload: string;
  readonly objects: readonly Existing[];
  readonly client: KubeClient;
  deployment(): Promise<Existing>;
  /** What must not change: uids of pods and ReplicaSets, and what pods are made from. */
  pods(): Promise<{ pods: string[]; sets: string[]; template: unknown }>;
  /** kubectl edit and its like. */
  edit(body: object, manager?: string): Promise<void>;
  scale(replicas: number): Promise<void>;
}

export function roomClient(room: FixtureRoom): KubeClient {
  return createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
}

/** The documents of a file of testdata/adoption. */
export async function manifestsOf(name: string): Promise<Existing[]> {
  const file = new URL(`../testdata/adoption/${name}.yaml`, import.meta.url);
  const documents = parseAllDocuments(await readFile(file, "utf8"));
  return documents.map((document) => document.toJS() as Existing);
}

/** Puts a file's objects into a namespace of its own and waits until its Deployment is complete. */
export async function existing(
  client: KubeClient,
  name: string,
  way: Way,
  namespace: string,
): Promise<Legacy> {
  const objects = await manifestsOf(name);
  await client.post(collectionPath("Namespace"), {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace },
  });
  for (const object of objects) await put(client, object, way, namespace, name);
  if (way === "helm") await rememberRelease(client, namespace, name, objects);
  const workload = objects.find(({ kind }) => kind === "Deployment")?.metadata.name ?? "";
  const path = objectPath("Deployment", namespace, workload);
  const deployment = () => client.get<Existing>(path);
  const legacy: Legacy = {
    ...{ namespace, workload, objects, client, deployment },
    async pods() {
      const [pods, sets, live] = await Promise.all([
        client.list<Existing>(collectionPath("Pod", namespace)),
        client.list<Existing>(collectionPath("ReplicaSet", namespace)),
        deployment(),
      ]);
      const uids = (items: readonly Existing[]) =>
        items.map(({ metadata }) => metadata.uid).sort((a, b) => a.localeCompare(b));
      return {
        pods: uids(pods.items),
        sets: uids(sets.items),
        template: (live["spec"] as { template: unknown }).template,
      };
    },
    async edit(body, manager = "kubectl-edit") {
      await client.patch(path, body, { type: "strategic", fieldManager: manager });
    },
    async scale(replicas) {
      await client.patch(
        objectPath("Deployment", namespace, workload, "scale"),
        { spec: { replicas } },
        { type: "merge", fieldManager: "kubectl" },
      );
    },
  };
  await complete(legacy);
  return legacy;
}

/** Until all its instances are of its template, and there. */
export async function complete({
  deployment,
  workload,
}: Pick<Legacy, "deployment" | "workload">): Promise<void> {
  await eventually(
    async () => {
      const live = await deployment();
      const { replicas = 1 } = live["spec"] as { replicas?: number };
      const status = (live["status"] ?? {}) as Record<string, number>;
      return (
        status["observedGeneration"] === live.metadata.generation &&
        [status["replicas"], status["updatedReplicas"], status["availableReplicas"]].every(
          (count) => (count ?? 0) === replicas,
        )
      );
    },
    `${workload} to be complete`,
    40_000,
  );
}

async function put(
  client: KubeClient,
  object: Existing,
  way: Way,
  namespace: string,
  release: string,
): Promise<void> {
  const given = { ...object, metadata: { ...object.metadata, namespace } } as Existing;
  const collection = collectionPath(object.kind, namespace);
  if (way === "server-side") {
    await client.patch(objectPath(object.kind, namespace, object.metadata.name), given, {
      type: "apply",
      fieldManager: "kubectl",
    });
    return;
  }
  const { labels, annotations } = given.metadata;
  const marked =
    way === "helm"
      ? {
          labels: { ...labels, "app.kubernetes.io/managed-by": "Helm" },
          annotations: {
            ...annotations,
            "meta.helm.sh/release-name": release,
            "meta.helm.sh/release-namespace": namespace,
          },
        }
      : {
          annotations: {
            ...annotations,
            "kubectl.kubernetes.io/last-applied-configuration": `${JSON.stringify(given)}\n`,
          },
        };
  const body = { ...given, metadata: { ...given.metadata, ...marked } };
  await client.post(collection, body, {
    fieldManager: way === "helm" ? "helm" : "kubectl-client-side-apply",
  });
}

/** The Secret in which Helm keeps a revision of a release: base64 of gzip of JSON. */
export async function rememberRelease(
  client: KubeClient,
  namespace: string,
  release: string,
  objects: readonly object[],
): Promise<void> {
  const hook = {
    apiVersion: "batch/v1",
    kind: "Job",
    metadata: { name: "migrate", annotations: { "helm.sh/hook": "pre-upgrade" } },
  };
  const manifest = [...objects, hook]
    .map((object) => `---\n# Source: chart/templates/object.yaml\n${stringify(object)}`)
    .join("");
  const stored = {
    name: release,
    version: 3,
    namespace,
    manifest,
    chart: { metadata: { name: release, version: "1.2.3" } },
  };
  const packed = gzipSync(JSON.stringify(stored)).toString("base64");
  const labels = { owner: "helm", name: release, version: "3", status: "deployed" };
  const body: Fields = {
    ...{ apiVersion: "v1", kind: "Secret", type: "helm.sh/release.v1" },
    metadata: { name: `sh.helm.release.v1.${release}.v3`, namespace, labels },
    data: { release: Buffer.from(packed).toString("base64") },
  };
  await client.post(collectionPath("Secret", namespace), body, { fieldManager: "helm" });
}

/** Lets Halcyon read and mark Helm's Secrets of one namespace, as the hint says. */
export async function allowHelm(client: KubeClient, namespace: string): Promise<void> {
  const base = `/apis/rbac.authorization.k8s.io/v1/namespaces/${namespace}`;
  const metadata = { name: "halcyon-helm" };
  const rules = [{ apiGroups: [""], resources: ["secrets"], verbs: ["get", "list", "patch"] }];
  await client.post(`${base}/roles`, { metadata, rules });
  await client.post(`${base}/rolebindings`, {
    metadata,
    roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "halcyon-helm" },
    subjects: [{ kind: "Group", name: "halcyon:apps", apiGroup: "rbac.authorization.k8s.io" }],
  });
}
