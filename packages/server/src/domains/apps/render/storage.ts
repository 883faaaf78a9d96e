/**
 * Volumes that outlive instances. A Deployment's claims are objects of their own; a StatefulSet makes one claim of each
 * template for each of its instances. Neither is ever removed by Halcyon: what is in them is not its to lose.
 */
import type { AppSpec, ContainerPart } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import { steadyLabels } from "./network.ts";
import { present } from "./stable.ts";

type Entry = AppSpec["storage"][number];

/** Claims that all instances share; none for a StatefulSet, whose instances have their own. */
export function renderClaims(spec: AppSpec, namespace: string): Manifest[] {
  if (spec.kind === "StatefulSet") return [];
  return spec.storage.map((entry) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: claimName(spec, entry), namespace, labels: steadyLabels(spec) },
    spec: claimSpec(entry),
  }));
}

/** What a StatefulSet makes its instances' claims from: `data-orders-0`, `data-orders-1`. */
export function claimTemplates(spec: AppSpec): object[] | undefined {
  if (spec.storage.length === 0) return undefined;
  return spec.storage.map((entry) => ({
    apiVersion: "v1",
    kind: "PersistentVolumeClaim",
    metadata: { name: entry.name, labels: steadyLabels(spec) },
    spec: claimSpec(entry),
  }));
}

/** Volumes of the pod; a StatefulSet's are there without being written. */
export function storageVolumes(spec: AppSpec): object[] {
  if (spec.kind === "StatefulSet") return [];
  return spec.storage.map((entry) => ({
    name: entry.name,
    persistentVolumeClaim: { claimName: claimName(spec, entry) },
  }));
}

/** Where one container sees them. */
export function storageMounts(spec: AppSpec, { name }: ContainerPart): object[] {
  const mine = spec.storage.filter(({ container }) => (container ?? spec.name) === name);
  return mine.map((entry) =>
    present({
      name: entry.name,
      mountPath: entry.path,
      readOnly: entry.access === "ReadOnlyMany" ? true : undefined,
    }),
  );
}

function claimName(spec: AppSpec, entry: Entry): string {
  return `${spec.name}-${entry.name}`;
}

function claimSpec(entry: Entry): object {
  return present({
    accessModes: [entry.access],
    storageClassName: entry.class,
    resources: { requests: { storage: entry.size } },
  });
}
