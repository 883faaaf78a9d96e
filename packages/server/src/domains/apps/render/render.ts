/**
 * From a spec and a target to manifests. Pure: the same spec gives the same bytes on every machine and
 * on every day. Namespaces are not rendered; a release makes sure they are there.
 */
import type { AppSpec } from "@halcyon/contracts";
import { stringify } from "yaml";
import { applyPatches } from "../patches/apply.ts";
import { renderSecrets } from "../secrets/objects.ts";
import type { AppTarget, Manifest, Rendering } from "../types.ts";
import { renderAllFiles } from "./config-files.ts";
import { renderHttpRoutes } from "./http-routes.ts";
import { renderIngresses } from "./ingress.ts";
import { inOrder, renderKept } from "./kept-objects.ts";
import { renderHeadlessService } from "./headless.ts";
import { renderService, steadyLabels } from "./network.ts";
import { renderAutoscaler, renderDisruptionBudget } from "./scaling.ts";
import { contentHash } from "./stable.ts";
import { renderClaims } from "./storage.ts";
import { renderJobs, renderSchedules } from "./task.ts";
import { renderWorkload } from "./workload.ts";

/** What pods need is there before them. */
const early = new Set(["ServiceAccount", "ConfigMap", "Service"]);

/**
 * Every manifest of one target, in the order in which they are applied, with the spec's patches on them.
 * @throws Error when a patch does not fit; a spec whose patches were checked has none
 */
export function renderTarget(spec: AppSpec, target: AppTarget): Manifest[] {
  const { manifests, issues } = applyPatches(spec, target, renderUnpatched(spec, target));
  const [issue] = issues;
  if (issue !== undefined) throw new Error(issue.message);
  return manifests.map((manifest) => inOrder(spec, manifest));
}

/** The same before any patch. */
export function renderUnpatched(spec: AppSpec, target: AppTarget): Manifest[] {
  const { namespace } = target;
  const files = renderAllFiles(spec, namespace);
  const account: Manifest = {
    apiVersion: "v1",
    kind: "ServiceAccount",
    metadata: { name: spec.name, namespace, labels: steadyLabels(spec) },
  };
  return [
    spec.adopted === undefined ? account : null,
    ...renderKept(spec, namespace).filter(({ kind }) => early.has(kind)),
    ...[...files.values()].map(({ manifest }) => manifest),
    ...renderSecrets(spec, namespace),
    ...renderClaims(spec, namespace),
    renderService(spec, namespace),
    renderHeadlessService(spec, namespace),
    renderWorkload(spec, target, files),
    renderDisruptionBudget(spec, target),
    renderAutoscaler(spec, target),
    ...(target.gateway === undefined
      ? renderIngresses(spec, namespace)
      : renderHttpRoutes(spec, target, target.gateway)),
    ...renderSchedules(spec, namespace, files),
    ...renderJobs(spec, namespace, files),
    ...renderKept(spec, namespace).filter(({ kind }) => !early.has(kind)),
  ].filter((manifest) => manifest !== null);
}

/** Manifests of all targets by cluster, clusters in the order of their names; `specIn` where a room has defaults of its own. */
export function renderSpec(
  spec: AppSpec,
  targets: readonly AppTarget[],
  specIn: (room: string) => AppSpec = () => spec,
): Rendering {
  const ordered = [...targets].sort((a, b) => (a.cluster < b.cluster ? -1 : 1));
  return Object.fromEntries(
    ordered.map((target) => [target.cluster, renderTarget(specIn(target.room), target)]),
  );
}

/** `sha256:...` over all that a version decides. */
export function versionDigest(spec: AppSpec, targets: readonly AppTarget[], rendering: Rendering): string {
  return `sha256:${contentHash({ spec, targets, rendering })}`;
}

/** Writes one object as YAML. */
export type ObjectPrinter = (object: object) => string;

/** Manifests as YAML documents, for people and for `kubectl apply`. */
export function printManifests(manifests: readonly Manifest[], print: ObjectPrinter = printObject): string {
  return manifests.map((manifest) => print(manifest)).join("---\n");
}

/**
 * `printObject` for many clusters, or versions: they mostly have the same objects, and printing is by far the slowest part of a
 * rendering. What this printer has printed before is not printed again.
 */
export function objectPrinter(): ObjectPrinter {
  const known = new Map<string, string>();
  return (object) => {
    const key = JSON.stringify(object);
    const text = known.get(key) ?? printObject(object);
    known.set(key, text);
    return text;
  };
}

/** One object as YAML; long lines are kept whole and nothing is abbreviated. */
export function printObject(object: object): string {
  return stringify(object, { lineWidth: 0, aliasDuplicateObjects: false, version: "1.2" });
}
