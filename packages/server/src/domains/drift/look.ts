/** One look at an app in one cluster: its objects are read, and compared with what the running version renders. */
import type { DriftFinding } from "@halcyon/contracts";
import {
  type AppTarget,
  appSelector,
  jobsOf,
  listObjects,
  type Manifest,
  readObject,
} from "#domains/apps/index.ts";
import type { KubeClient } from "#kube/client.ts";
import { fieldName, isController, isOwn } from "#kube/managed-fields.ts";
import { objectPath } from "#kube/paths.ts";
import type { KubeObject } from "#kube/types.ts";
import { compareObject, type Difference } from "./compare.ts";

/** A finding before it is stored. */
export interface Found
  extends Pick<DriftFinding, "object" | "field" | "change" | "wanted" | "live" | "manager" | "operation"> {
  readonly changedAt: Date | null;
}

export interface LookRequest {
  readonly app: string;
  readonly target: AppTarget;
  readonly manifests: readonly Manifest[];
  /** Kinds in which the app has objects, beside those of its manifests. */
  readonly present: readonly string[];
  readonly signal: AbortSignal;
}

/** An object of the rendering with how it differs, in the order of the rendering. */
export interface Looked {
  readonly manifest: Manifest;
  readonly live: KubeObject | null;
  readonly differences: readonly Difference[];
}

/** Reads and compares. @throws KubeError when the cluster does not answer */
export async function lookAt(
  client: KubeClient,
  { app, target, manifests, present, signal }: LookRequest,
): Promise<{ looked: Looked[]; extra: { kind: string; object: KubeObject }[] }> {
  const { namespace } = target;
  const wanted = compared(manifests);
  const seen = new Map<string, { kind: string; object: KubeObject }>();
  const searched = new Set<string>([...present, ...wanted.map(({ kind }) => kind)]);
  await Promise.all(
    [...searched].map(async (kind) => {
      const where = { kind, namespace, labelSelector: appSelector(app) };
      for (const object of await listObjects(client, where, { signal }))
        seen.set(`${kind}/${object.metadata.name}`, { kind, object });
    }),
  );
  const looked: Looked[] = [];
  for (const manifest of wanted) {
    const { name } = manifest.metadata;
    const key = `${manifest.kind}/${name}`;
    // One whose labels somebody removed is not in the list.
    const live =
      seen.get(key)?.object ??
      (await readObject(client, objectPath(manifest.kind, namespace, name), { signal }));
    seen.delete(key);
    // One that has run may be gone: the way back takes it away, and nobody shall run it again for being missed.
    if (live === null && manifest.kind === "Job") continue;
    const differences =
      live === null ? [] : compareObject(manifest, live, { autoscaled: target.autoscaled !== null });
    looked.push({ manifest, live, differences });
  }
  // What Halcyon made and a kept version or ReplicaSet still uses is not extra: a release prunes it in its time.
  return { looked, extra: [...seen.values()].filter(({ object }) => isExtra(object)) };
}

/** What of a rendering is read again: no Secret, and no job of the spec, of which only its runs are in a cluster. */
export function compared(manifests: readonly Manifest[]): Manifest[] {
  const jobs = new Set(jobsOf(manifests).map(({ manifest }) => manifest));
  return manifests.filter((manifest) => manifest.kind !== "Secret" && !jobs.has(manifest));
}

/** Neither Halcyon's, nor made by a controller: a claim of a StatefulSet has the app's label and no owner. */
function isExtra({ metadata }: KubeObject): boolean {
  if (metadata.deletionTimestamp !== undefined) return false;
  const managers = (metadata.managedFields ?? []).map(({ manager }) => manager ?? "");
  if (managers.some(isOwn) || (managers.length > 0 && managers.every(isController))) return false;
  return !(metadata.ownerReferences ?? []).some(({ controller }) => controller === true);
}

/** What a look found, as it is stored. */
export async function look(client: KubeClient, request: LookRequest): Promise<Found[]> {
  const { looked, extra } = await lookAt(client, request);
  const none = { manager: null, operation: null, changedAt: null, wanted: null, live: null, field: "" };
  const found = looked.flatMap(({ manifest, live, differences }): Found[] => {
    const object = nameOf(manifest);
    if (live === null) return [{ ...none, object, change: "object-missing" }];
    return differences.map((one) => ({
      object,
      field: fieldName(one.path),
      change: one.change,
      wanted: shown(one.wanted),
      live: shown(one.live),
      manager: one.owner?.manager ?? null,
      operation: one.owner?.operation ?? null,
      changedAt: timeOf(one.owner?.time),
    }));
  });
  const more = extra.map(({ kind, object: { metadata } }): Found => {
    const [maker] = metadata.managedFields ?? [];
    return {
      ...none,
      object: `${kind}/${metadata.name}`,
      change: "object-extra",
      manager: maker?.manager ?? null,
      operation: maker?.operation ?? null,
      changedAt: timeOf(metadata.creationTimestamp),
    };
  });
  return [...found, ...more];
}

export function nameOf({ kind, metadata }: Manifest): string {
  return `${kind}/${metadata.name}`;
}

const timeOf = (time: string | null | undefined) => (time == null ? null : new Date(time));

/** The most a stored value may have as JSON; the whole of it is in the cluster. */
const mostShown = 4_096;

function shown(value: unknown): unknown {
  const text = JSON.stringify(value) ?? "null";
  return text.length <= mostShown ? value : `${text.slice(0, mostShown)}... (${text.length} characters)`;
}
