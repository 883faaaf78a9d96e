/**
 * Gives an app's objects back: Halcyon's labels and annotations go, and its fields become a neutral manager's. Nothing of
 * what a pod is made from changes, so nothing restarts, and without the labels no later clearing up finds the objects.
 */
import type { KubeClient } from "#kube/client.ts";
import { objectPath } from "#kube/paths.ts";
import { type LiveObject, listObjects } from "../cluster/objects.ts";
import { managedByLabel, objectsOf } from "../render/labels.ts";
import { givenBack } from "./ownership.ts";
import type { Before } from "./take.ts";

/** Nobody's, and a word a person understands in managedFields. */
const neutralManager = "disowned";
const kinds = [
  "Deployment",
  "Ingress",
  "HorizontalPodAutoscaler",
  "PodDisruptionBudget",
  "Service",
  "ConfigMap",
  "ServiceAccount",
] as const;

export interface GivenBack {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
}

/**
 * Gives back everything of an app in one cluster. May be repeated: what is given back is not found again.
 * @param before what the objects were when they were adopted; their old managers' marks come back
 * @throws KubeError; Conflict when somebody wrote meanwhile
 */
export async function giveBack(
  client: KubeClient,
  at: { readonly app: string; readonly namespace: string },
  before: readonly Before[],
  signal: AbortSignal,
): Promise<GivenBack[]> {
  const given: GivenBack[] = [];
  for (const kind of kinds) {
    const where = { kind, namespace: at.namespace, labelSelector: objectsOf(at.app) };
    for (const object of await listObjects(client, where, { signal })) {
      const old = before.find((one) => one.uid === object.metadata.uid);
      await giveOne(client, kind, object, old, signal);
      given.push({ kind, name: object.metadata.name, uid: object.metadata.uid });
    }
  }
  return given;
}

async function giveOne(
  client: KubeClient,
  kind: string,
  object: LiveObject,
  old: Before | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace, resourceVersion, labels = {}, annotations = {} } = object.metadata;
  const ours = (map: object) => Object.keys(map).filter((key) => /^([^/]*\.)?halcyon\.dev\//.test(key));
  const gone = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, null]));
  const helm = Object.entries(old?.annotations ?? {}).filter(([key]) => key.startsWith("meta.helm.sh/"));
  const typed = { ...object, kind, apiVersion: apiVersionOf(object) };
  await client.patch(
    objectPath(kind, namespace, name),
    {
      metadata: {
        resourceVersion,
        managedFields: givenBack(typed, neutralManager),
        labels: {
          ...gone([...ours(labels), managedByLabel]),
          ...(old?.labels[managedByLabel] === undefined
            ? {}
            : { [managedByLabel]: old.labels[managedByLabel] }),
        },
        annotations: { ...gone(ours(annotations)), ...Object.fromEntries(helm) },
      },
    },
    { type: "merge", fieldManager: neutralManager, signal },
  );
}

/** Lists leave it out; the entries of its managers name it. */
function apiVersionOf({ apiVersion, metadata }: LiveObject): string {
  const entries = (metadata.managedFields ?? []) as readonly { apiVersion?: string; manager?: string }[];
  return apiVersion ?? entries.find(({ manager }) => manager === "halcyon")?.apiVersion ?? "v1";
}
