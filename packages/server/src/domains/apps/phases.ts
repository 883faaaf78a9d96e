/**
 * The order in which a target's objects change, as `design.md` says: what pods need is there before they
 * are, and what leads to them is narrowed only after the last of them has gone.
 */
import type { WorkloadKind } from "@halcyon/contracts";
import { onceAnnotation, taskLabel, whenAnnotation } from "./render/labels.ts";
import type { Manifest } from "./types.ts";

export interface Phases {
  /** ServiceAccount, config files, claims, and the Service with the ports of both versions. */
  readonly before: readonly Manifest[];
  /** Deployment, StatefulSet, DaemonSet or Job: what a release moves. */
  readonly workload: Manifest;
  /** The Service as it shall be (when ports go), PDB, HPA, Ingress, schedules. */
  readonly after: readonly Manifest[];
}

interface ServicePort {
  readonly name: string;
  readonly port: number;
  readonly protocol: string;
  readonly targetPort: number | string;
}

const workloadKinds: ReadonlySet<string> = new Set<WorkloadKind>([
  "Deployment",
  "StatefulSet",
  "DaemonSet",
  "Job",
]);

/** The schedule or job a manifest is for; null for the app itself. */
const taskOf = ({ metadata }: Manifest) => metadata.labels[taskLabel] ?? null;

/** A job of the spec as it is rendered. */
export interface AppJob {
  readonly name: string;
  readonly when: string;
  readonly once: string;
  readonly manifest: Manifest;
}

/** The jobs of a rendering: what a release, or a person, runs. They are in no phase. */
export function jobsOf(manifests: readonly Manifest[]): AppJob[] {
  return manifests.flatMap((manifest) => {
    const name = taskOf(manifest);
    if (manifest.kind !== "Job" || name === null) return [];
    const { [whenAnnotation]: when = "manual", [onceAnnotation]: once = "target" } =
      manifest.metadata.annotations ?? {};
    return [{ name, when, once, manifest }];
  });
}

/** The one workload of a rendering; null where there is none. */
export function workloadOf(manifests: readonly Manifest[]): Manifest | null {
  return manifests.find((one) => workloadKinds.has(one.kind) && taskOf(one) === null) ?? null;
}

const beforeKinds = new Set(["ServiceAccount", "ConfigMap", "Secret", "PersistentVolumeClaim"]);

/**
 * Sorts a rendering into phases. Rollback is the same with the arguments changed over.
 * Objects only `from` has are in no phase: they are pruned once nothing needs them.
 * @throws Error when `to` has not exactly one workload
 */
export function phases(to: readonly Manifest[], from: readonly Manifest[] = []): Phases {
  const workloads = to.filter((one) => workloadKinds.has(one.kind) && taskOf(one) === null);
  const workload = workloads[0];
  if (workload === undefined || workloads.length > 1) {
    throw new Error(`a rendering has one workload, this one ${workloads.length}`);
  }
  const before: Manifest[] = [];
  const after: Manifest[] = [];
  for (const manifest of to) {
    if (manifest === workload || (manifest.kind === "Job" && taskOf(manifest) !== null)) continue;
    if (beforeKinds.has(manifest.kind)) before.push(manifest);
    else if (manifest.kind === "Service") {
      const both = withPortsOf(
        manifest,
        from.find((old) => sameObject(old, manifest)),
      );
      before.push(both);
      if (both !== manifest) after.unshift(manifest);
    } else after.push(manifest);
  }
  return { before, workload, after };
}

/** True when both name the same object of a cluster. */
function sameObject(a: Manifest, b: Manifest): boolean {
  return (
    a.kind === b.kind && a.metadata.name === b.metadata.name && a.metadata.namespace === b.metadata.namespace
  );
}

/** The Service with the ports of the old one added; itself when there are none to add. */
function withPortsOf(service: Manifest, old: Manifest | undefined): Manifest {
  const ports = portsOf(service);
  const names = new Set(ports.map(({ name }) => name));
  const kept = (old === undefined ? [] : portsOf(old))
    .filter(
      (candidate) =>
        !ports.some((port) => port.port === candidate.port && port.protocol === candidate.protocol),
    )
    // Names are unique within a Service; Ingress refers to ports by number, so a new name breaks nothing.
    .map((port) => (names.has(port.name) ? { ...port, name: `${port.name}-old-${port.port}` } : port));
  if (kept.length === 0) return service;
  return { ...service, spec: { ...(service["spec"] as object), ports: [...ports, ...kept] } };
}

function portsOf(service: Manifest): readonly ServicePort[] {
  return (service["spec"] as { ports?: readonly ServicePort[] }).ports ?? [];
}
