/**
 * Gives an app's objects back: Halcyon's labels and annotations go, and its fields become a neutral manager's. Nothing of
 * what a pod is made from changes, so nothing restarts, and without the labels no later clearing up finds the objects.
 */
import type { KubeClient } from "#kube/client.ts";
import { objectPath } from "#kube/paths.ts";
import { listAllowed, type LiveObject } from "../cluster/objects.ts";
import { prunedKinds, workloadKinds } from "../cluster/prune.ts";
import { managedByLabel, objectsOf } from "../render/labels.ts";
import { givenBack } from "./ownership.ts";
import type { Before } from "./take.ts";

/** Nobody's, and a word a person understands in managedFields. */
const neutralManager = "disowned";
/** Never pruned, and given back all the same. */
const claims = ["PersistentVolumeClaim", "v1"] as const;
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
  for (const [kind, apiVersion] of [...workloadKinds, ...prunedKinds, claims]) {
    const where = { kind, namespace: at.namespace, labelSelector: objectsOf(at.app) };
    for (const object of await listAllowed(client, where, { signal })) {
      const old = before.find((one) => one.uid === object.metadata.uid);
      await giveOne(client, { ...object, kind, apiVersion }, old, signal);
      given.push({ kind, name: object.metadata.name, uid: object.metadata.uid });
    }
  }
  return given;
}

async function giveOne(
  client: KubeClient,
  object: LiveObject & { readonly kind: string },
  old: Before | undefined,
  signal: AbortSignal,
): Promise<void> {
  const { name, namespace, resourceVersion, labels = {}, annotations = {} } = object.metadata;
  const ours = (map: object) => Object.keys(map).filter((key) => /^([^/]*\.)?halcyon\.dev\//.test(key));
  const gone = (keys: readonly string[]) => Object.fromEntries(keys.map((key) => [key, null]));
  const helm = Object.entries(old?.annotations ?? {}).filter(([key]) => key.startsWith("meta.helm.sh/"));
  await client.patch(
    objectPath(object.kind, namespace, name),
    {
      metadata: {
        resourceVersion,
        managedFields: givenBack(object, neutralManager),
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
