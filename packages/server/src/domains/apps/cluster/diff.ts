/** What applying would change in one cluster, by server-side dry run: nothing is written. */
import type { ObjectDiff } from "@halcyon/contracts";
import { createTwoFilesPatch } from "diff";
import type { KubeClient } from "#kube/client.ts";
import { hasReason, KubeError } from "#kube/errors.ts";
import { objectPath } from "#kube/paths.ts";
import { jobsOf, workloadOf } from "../phases.ts";
import { printObject } from "../render/render.ts";
import { canonicalJson } from "../render/stable.ts";
import type { AppTarget, Manifest } from "../types.ts";
import { isThere, previewForced, reasonOf, tryApply } from "./apply.ts";
import { withLiveClaim } from "./claims.ts";
import { keptClaims } from "./kept-claims.ts";
import { type LiveObject, pathOf, readObject, withoutBookkeeping } from "./objects.ts";
import { pruneObjects } from "./prune.ts";

export interface DiffRequest {
  readonly app: string;
  readonly target: AppTarget;
  readonly manifests: readonly Manifest[];
  readonly signal: AbortSignal;
}

/**
 * Every object of a target with what would become of it, in the order of the manifests, then what would be
 * pruned. Replicas of an autoscaled target are the autoscaler's and no difference.
 * @throws KubeError when the cluster cannot be asked at all
 */
export async function diffTarget(client: KubeClient, request: DiffRequest): Promise<ObjectDiff[]> {
  const { target, signal } = request;
  const namespace = await readObject(client, objectPath("Namespace", undefined, target.namespace), {
    signal,
  });
  // Without its namespace the API server can check nothing: all of it would be made.
  if (namespace === null)
    return request.manifests.map((manifest) => described(manifest, "create", { after: printable(manifest) }));

  const objects: ObjectDiff[] = [];
  const jobs = new Set(jobsOf(request.manifests).map(({ manifest }) => manifest));
  for (const manifest of request.manifests.filter((one) => !jobs.has(one)))
    objects.push(await diffObject(client, manifest, request));
  const pruned = await pruneObjects(client, {
    app: request.app,
    namespace: target.namespace,
    keep: request.manifests,
    dryRun: true,
    signal,
  });
  for (const ref of pruned) {
    objects.push({ ...ref, change: "prune", diff: "", conflicts: [], reason: "" });
  }
  const claims = await keptClaims(client, { ...request, namespace: target.namespace });
  objects.push(
    ...claims.map((ref) => ({ ...ref, change: "kept" as const, diff: "", conflicts: [], reason: "" })),
  );
  return objects;
}

async function diffObject(client: KubeClient, manifest: Manifest, request: DiffRequest): Promise<ObjectDiff> {
  const { signal } = request;
  if (manifest.kind === "Secret") return diffSecret(client, manifest, signal);
  const live = await readObject(client, pathOf(manifest), { signal });
  const before = live === null ? "" : printable(withoutBookkeeping(live));
  const wanted =
    live === null ? manifest : withLiveClaim(withScaledReplicas(manifest, live, request.target), live);
  try {
    const outcome = await tryApply(client, wanted, live, { dryRun: true, signal });
    const object = outcome.ok ? outcome.object : await previewForced(client, wanted, signal);
    const after = printable(withoutBookkeeping(object));
    if (!outcome.ok)
      return described(manifest, "conflict", { before, after, conflicts: [...outcome.conflicts] });
    if (live === null) return described(manifest, "create", { after });
    return described(manifest, before === after ? "same" : "update", { before, after });
  } catch (error) {
    // The API server answered, and its answer concerns this object: the others are still worth comparing.
    if (
      !(error instanceof KubeError) ||
      error.status < 400 ||
      error.status >= 500 ||
      hasReason(error, "Unauthorized")
    )
      throw error;
    return { ...described(manifest, "refused", { before, after: before }), reason: reasonOf(error) };
  }
}

/** A Secret is there or not; what is in it is neither read nor shown. */
async function diffSecret(client: KubeClient, manifest: Manifest, signal: AbortSignal): Promise<ObjectDiff> {
  if (await isThere(client, manifest, { signal })) return described(manifest, "same", { after: "" });
  return described(manifest, "create", { after: printable(manifest) });
}

/** The autoscaler decides how many there are; the live number is what stays. */
function withScaledReplicas(manifest: Manifest, live: LiveObject, target: AppTarget): Manifest {
  if (manifest !== workloadOf([manifest]) || target.autoscaled === null) return manifest;
  const replicas = (live["spec"] as { replicas?: number }).replicas;
  const spec = manifest["spec"] as object;
  return replicas === undefined ? manifest : { ...manifest, spec: { ...spec, replicas } };
}

function described(
  { apiVersion, kind, metadata }: Manifest,
  change: ObjectDiff["change"],
  {
    before = "",
    after,
    conflicts = [],
  }: { before?: string; after: string; conflicts?: ObjectDiff["conflicts"] },
): ObjectDiff {
  const { namespace, name } = metadata;
  const diff =
    before === after ? "" : unifiedDiff(`${kind}/${name}`, { from: "live", to: "applied" }, before, after);
  return { apiVersion, kind, namespace, name, change, diff, conflicts: [...conflicts], reason: "" };
}

/** YAML with sorted keys, so that only content differs. */
function printable(object: object): string {
  return printObject(JSON.parse(canonicalJson(object)) as object);
}

/** A unified diff with three lines of context; empty when the texts are equal. */
export function unifiedDiff(
  name: string,
  labels: { from: string; to: string },
  before: string,
  after: string,
): string {
  if (before === after) return "";
  const patch = createTwoFilesPatch(
    `${name} (${labels.from})`,
    `${name} (${labels.to})`,
    before,
    after,
    "",
    "",
    {
      context: 3,
      // A limit on the search, not on the answer: beyond it the whole text is shown as replaced.
      maxEditLength: 5_000,
    },
  );
  const whole = `--- ${name} (${labels.from})\n+++ ${name} (${labels.to})\n${lines("-", before)}${lines("+", after)}`;
  return (patch ?? whole).replace(/^=+\n/, "");
}

function lines(mark: string, text: string): string {
  return text === ""
    ? ""
    : `${text
        .replace(/\n$/, "")
        .split("\n")
        .map((line) => mark + line)
        .join("\n")}\n`;
}
