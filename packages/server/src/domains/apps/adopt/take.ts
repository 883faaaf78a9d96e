/**
 * Takes objects over without changing what they are. Each is written twice, with the resourceVersion it was read at: first
 * who owns its fields, then Halcyon's labels by an ordinary apply. Before the second, the API server is asked once more what
 * the pods would be made from: another template ends it, and the owners are put back.
 */
import type { KubeClient } from "#kube/client.ts";
import { hasReason } from "#kube/errors.ts";
import { fieldManager, isOwnManager, type LiveObject, pathOf } from "../cluster/objects.ts";
import { appErrors } from "../errors.ts";
import { canonicalJson } from "../render/stable.ts";
import type { Manifest } from "../types.ts";
import { helmReleaseOf, keepsAnnotation } from "./live.ts";
import { ownersOf, takenOver } from "./ownership.ts";
import type { ClusterTaking, Taking } from "./plan.ts";
import { comparable } from "./proof.ts";

const manager = "halcyon-adopt";
const lastApplied = "kubectl.kubernetes.io/last-applied-configuration";

/** What an object was before, for the record. */
export interface Before {
  readonly kind: string;
  readonly name: string;
  readonly uid: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly annotations: Readonly<Record<string, string>>;
  readonly managers: readonly string[];
}

/** What the objects are now, for the record. */
export function recordsOf(objects: readonly Taking[]): Before[] {
  return objects.map(({ live }) => recordOf(live));
}

/** Whether an object was written to by an adoption that was not stored. */
export function isWritten({ managers }: Before): boolean {
  return managers.some(isOwnManager);
}

/**
 * May be repeated: what is taken already stays as it is.
 * @throws HalcyonError app_adoption_refused when a pod would restart. @throws KubeError Conflict when somebody wrote meanwhile
 */
export async function takeOver(
  { client, objects, autoscaled }: Pick<ClusterTaking, "client" | "objects" | "autoscaled">,
  now: string,
  signal: AbortSignal,
): Promise<void> {
  // The Deployment last: what is refused there leaves the least behind.
  const ordered = [...objects].sort((a, b) => rank(a) - rank(b));
  for (const { manifest, live } of ordered) {
    await takeOne(client, { manifest, live }, { autoscaled, now, signal });
  }
}

const rank = ({ manifest }: Taking) => (manifest.kind === "Deployment" ? 1 : 0);

async function takeOne(
  client: KubeClient,
  { manifest, live }: Taking,
  options: { autoscaled: boolean; now: string; signal: AbortSignal },
): Promise<void> {
  const { signal } = options;
  const path = pathOf(manifest);
  const helm = helmReleaseOf(live) !== null;
  const own = (metadata: object) =>
    client.patch<LiveObject>(path, { metadata }, { type: "merge", fieldManager: manager, signal });
  const moved = await unchanged(client, { path, seen: live, ...options }, (seen) =>
    own({
      resourceVersion: seen.metadata.resourceVersion,
      managedFields: takenOver(
        { ...seen, kind: live.kind ?? "", apiVersion: live.apiVersion ?? "" },
        options,
      ),
      annotations: {
        [lastApplied]: null,
        "meta.helm.sh/release-name": null,
        "meta.helm.sh/release-namespace": null,
        // Helm does not delete what carries it when a later revision of the chart no longer has it.
        ...(helm ? { [keepsAnnotation]: "keep" } : {}),
      },
    }),
  );
  const apply = (seen: LiveObject, dryRun: boolean) =>
    client.patch<LiveObject>(path, bodyOf(manifest, seen, options.autoscaled), {
      type: "apply",
      fieldManager,
      force: false,
      dryRun,
      query: { fieldValidation: "Strict" },
      signal,
    });
  const taken = await unchanged(client, { path, seen: moved, ...options }, async (seen) => {
    const would = await apply(seen, true);
    if (!alike(would, live, options)) return null;
    return apply(seen, false);
  });
  if (taken !== null) return;
  // The annotations first: a write makes them its own, and their owner is put back by the next.
  const { annotations, managedFields } = live.metadata;
  await own({ annotations });
  await own({ managedFields });
  throw appErrors.adoption_refused({
    detail: `${manifest.kind} ${manifest.metadata.name} would become another one; it is as it was`,
  });
}

const alike = (a: LiveObject, b: LiveObject, options: { autoscaled: boolean }) =>
  canonicalJson(comparable({ ...a, kind: b.kind ?? "" }, options)) === canonicalJson(comparable(b, options));

/** Looks at one busy object before giving up. */
const attempts = 8;

/**
 * Writes from the object that was seen. A controller may write its status meanwhile: then it is looked at again, and as long
 * as it still is what was seen, written again.
 * @throws HalcyonError app_adoption_moved when it is another one by now
 */
async function unchanged<T>(
  client: KubeClient,
  at: { path: string; seen: LiveObject; autoscaled: boolean; signal: AbortSignal },
  write: (seen: LiveObject) => Promise<T>,
): Promise<T> {
  let { seen } = at;
  for (let left = attempts; ; left -= 1) {
    try {
      return await write(seen);
    } catch (error) {
      if (left <= 1 || !hasReason(error, "Conflict") || error.causes.length > 0) throw error;
    }
    const now = await client.get<LiveObject>(at.path, { signal: at.signal });
    const typed = { ...now, kind: at.seen.kind ?? "", apiVersion: at.seen.apiVersion ?? "" };
    if (
      now.metadata.uid !== at.seen.metadata.uid ||
      !alike(typed, at.seen, at) ||
      !sameOwners(typed, at.seen)
    ) {
      throw appErrors.adoption_moved({
        detail: `${at.seen.kind} ${now.metadata.name} was changed while it was taken over`,
      });
    }
    seen = typed;
  }
}

const sameOwners = (a: LiveObject, b: LiveObject) =>
  canonicalJson(ownersOf(a)) === canonicalJson(ownersOf(b));

/** The size of an autoscaled Deployment is left out: it is nobody's but the autoscaler's. */
function bodyOf(manifest: Manifest, live: LiveObject, autoscaled: boolean): object {
  const { resourceVersion } = live.metadata;
  const body = { ...manifest, metadata: { ...manifest.metadata, resourceVersion } };
  if (manifest.kind !== "Deployment" || !autoscaled) return body;
  const { replicas: _replicas, ...spec } = manifest["spec"] as { replicas?: number };
  return { ...body, spec };
}

function recordOf({ kind = "", metadata }: LiveObject): Before {
  const { [lastApplied]: _applied, ...annotations } = metadata.annotations ?? {};
  return {
    kind,
    name: metadata.name,
    uid: metadata.uid,
    labels: metadata.labels ?? {},
    annotations,
    managers: [...new Set((metadata.managedFields ?? []).map((entry) => entry.manager ?? "unknown"))],
  };
}
