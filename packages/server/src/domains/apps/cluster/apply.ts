/**
 * Server-side apply with one field manager. What others own is never taken: a conflict is an answer that
 * names them. The one exception is Halcyon's own earlier writes that were not applies (a release's patches
 * of the Deployment): those are its to take back, and only from the very object that was looked at.
 */
import type { KubeClient } from "#kube/client.ts";
import { hasReason, KubeError } from "#kube/errors.ts";
import { collectionPath } from "#kube/paths.ts";
import { HalcyonError } from "#platform/errors.ts";
import { appErrors } from "../errors.ts";
import { managedByLabel } from "../render/labels.ts";
import { canonicalJson } from "../render/stable.ts";
import type { Manifest } from "../types.ts";
import { withLiveClaim } from "./claims.ts";
import {
  fieldManager,
  isOwnManager,
  type LiveObject,
  pathOf,
  readObject,
  withoutBookkeeping,
} from "./objects.ts";

/** A field someone else owns and that applying would change. */
export interface FieldConflict {
  readonly manager: string;
  readonly field: string;
}

export interface AppliedObject {
  readonly manifest: Manifest;
  /** `same`: applying wrote nothing. */
  readonly change: "created" | "updated" | "same";
  /** As the API server has it now, or would have it; null for a Secret that is there already and was left alone. */
  readonly object: LiveObject | null;
}

/** Looks at one object before giving up on a busy one. */
const attempts = 5;

export interface ApplyOptions {
  readonly dryRun?: boolean;
  /** A person was shown who changed what, and chose to overwrite it. */
  readonly force?: boolean;
  /** Puts the value into a Secret on its way into the cluster. */
  readonly fill?: (manifest: Manifest) => Promise<Manifest>;
  readonly signal?: AbortSignal;
}

/**
 * Applies manifests one after the other, in their order, with strict field validation.
 * @throws HalcyonError `app_conflict` naming every manager and field; objects before the conflict are applied
 * @throws KubeError when the cluster does not answer or refuses
 */
export async function applyObjects(
  client: KubeClient,
  manifests: readonly Manifest[],
  options: ApplyOptions = {},
): Promise<AppliedObject[]> {
  const applied: AppliedObject[] = [];
  for (const manifest of manifests) {
    if (manifest.kind === "Secret") {
      applied.push(await applySecret(client, manifest, options));
      continue;
    }
    const live = await readObject(client, pathOf(manifest), requestOf(options));
    const outcome = await tryApply(client, withLiveClaim(manifest, live), live, options);
    if (!outcome.ok) throw conflictError(manifest, outcome.conflicts);
    const change = live === null ? "created" : sameContent(live, outcome.object) ? "same" : "updated";
    applied.push({ manifest, change, object: outcome.object });
  }
  return applied;
}

/**
 * Secrets are written unseen: Halcyon may not read them. What comes back goes no further. One that is there cannot change, and
 * its name says which value it has: while the store of its value is away, it is left as it is.
 * @throws as applyObjects, and HalcyonError as an outside store does; then nothing was written
 */
async function applySecret(
  client: KubeClient,
  manifest: Manifest,
  options: ApplyOptions,
): Promise<AppliedObject> {
  let written = manifest;
  try {
    if (options.fill !== undefined) written = await options.fill(manifest);
  } catch (error) {
    const away = error instanceof HalcyonError && error.code === "app_secret_store_unavailable";
    if (!away || !(await isThere(client, manifest, requestOf(options)))) throw error;
    return { manifest, change: "same", object: null };
  }
  const outcome = await tryApply(client, written, null, options);
  if (!outcome.ok) throw conflictError(manifest, outcome.conflicts);
  const { data: _data, ...object } = outcome.object;
  return { manifest, change: "updated", object };
}

/** Whether a Secret's name is taken: a dry run of making it reads nothing of what is there. @throws KubeError */
export async function isThere(
  client: KubeClient,
  manifest: Manifest,
  options: { readonly signal?: AbortSignal },
): Promise<boolean> {
  try {
    await client.post(collectionPath(manifest.kind, manifest.metadata.namespace), manifest, {
      dryRun: true,
      fieldManager,
      ...options,
    });
    return false;
  } catch (error) {
    if (hasReason(error, "AlreadyExists")) return true;
    throw error;
  }
}

export type ApplyOutcome =
  | { readonly ok: true; readonly object: LiveObject }
  | { readonly ok: false; readonly conflicts: readonly FieldConflict[] };

/** Applies one object; conflicts are an outcome. @throws KubeError for everything else */
export async function tryApply(
  client: KubeClient,
  manifest: Manifest,
  live: LiveObject | null,
  options: ApplyOptions,
): Promise<ApplyOutcome> {
  let seen = live;
  for (let left = attempts; ; left -= 1) {
    try {
      return { ok: true, object: await patch(client, manifest, options, false) };
    } catch (error) {
      const conflicts = conflictsOf(error);
      if (conflicts === null) throw error;
      const foreign = options.force !== true && conflicts.some(({ manager }) => !isOwnManager(manager));
      if (seen === null || foreign) return { ok: false, conflicts };
    }
    // All of it is Halcyon's own, or to be overwritten. The resourceVersion makes the API server refuse if anyone wrote meanwhile, be it
    // a controller its status; then it is looked at again, from the question who owns what.
    const exact = {
      ...manifest,
      metadata: { ...manifest.metadata, resourceVersion: seen.metadata.resourceVersion },
    };
    try {
      return { ok: true, object: await patch(client, exact, options, true) };
    } catch (error) {
      if (left <= 1 || !hasReason(error, "Conflict") || conflictsOf(error) !== null) throw error;
    }
    seen = await readObject(client, pathOf(manifest), requestOf(options));
  }
}

/** What an apply would make of an object if it took everything: to show, never to store. @throws KubeError */
export function previewForced(
  client: KubeClient,
  manifest: Manifest,
  signal?: AbortSignal,
): Promise<LiveObject> {
  return patch(client, manifest, { dryRun: true, ...(signal === undefined ? {} : { signal }) }, true);
}

function patch(
  client: KubeClient,
  manifest: Manifest,
  options: ApplyOptions,
  force: boolean,
): Promise<LiveObject> {
  return client.patch<LiveObject>(pathOf(manifest), manifest, {
    type: "apply",
    fieldManager,
    force,
    query: { fieldValidation: "Strict" },
    ...(options.dryRun === true ? { dryRun: true } : {}),
    ...requestOf(options),
  });
}

function requestOf({ signal }: ApplyOptions): { signal?: AbortSignal } {
  return signal === undefined ? {} : { signal };
}

/** The conflicts of an apply, or null when the error is another one. */
function conflictsOf(error: unknown): FieldConflict[] | null {
  if (!hasReason(error, "Conflict")) return null;
  const conflicts = error.causes
    .filter(({ reason }) => reason === "FieldManagerConflict")
    .map(({ field, message }) => ({
      manager: /conflict with "([^"]+)"/.exec(message)?.[1] ?? message,
      field,
    }));
  return conflicts.length === 0 ? null : conflicts;
}

function conflictError(manifest: Manifest, conflicts: readonly FieldConflict[]): Error {
  const name = `${manifest.kind} ${manifest.metadata.namespace}/${manifest.metadata.name}`;
  const managers = [...new Set(conflicts.map(({ manager }) => manager))].join(", ");
  return appErrors.conflict({
    detail: `${managers} changed ${name}: ${conflicts.map(({ field }) => field).join(", ")}`,
    errors: conflicts.map(({ manager, field }) => ({
      path: `${manifest.kind}/${manifest.metadata.name}${field}`,
      message: `owned by ${manager}`,
    })),
  });
}

/** Content, not resourceVersion: a controller may write status between the read and the apply. */
function sameContent(a: LiveObject, b: LiveObject): boolean {
  return canonicalJson(withoutBookkeeping(a)) === canonicalJson(withoutBookkeeping(b));
}

/** Makes sure a namespace is there. Its labels are set only when it is made. @throws KubeError */
export async function ensureNamespace(
  client: KubeClient,
  namespace: string,
  signal?: AbortSignal,
): Promise<void> {
  const body = {
    apiVersion: "v1",
    kind: "Namespace",
    metadata: { name: namespace, labels: { [managedByLabel]: "halcyon" } },
  };
  try {
    await client.post(collectionPath("Namespace"), body, {
      fieldManager,
      ...(signal === undefined ? {} : { signal }),
    });
  } catch (error) {
    if (!hasReason(error, "AlreadyExists")) throw error;
  }
}

/** The API server's own words, for people. */
export function reasonOf(error: unknown): string {
  if (error instanceof KubeError) return error.message;
  return error instanceof Error ? error.message : String(error);
}
