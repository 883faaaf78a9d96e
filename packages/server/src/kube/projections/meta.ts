import type { ObjectMeta, OwnerReference } from "../types.ts";

/** Seconds since 1970 of a Kubernetes time; 0 for none. */
export function seconds(time: string | undefined): number {
  const at = time === undefined ? Number.NaN : Date.parse(time);
  return Number.isNaN(at) ? 0 : Math.floor(at / 1000);
}

/** The owner that manages the object, if one does. */
export function ownerOf(metadata: ObjectMeta): OwnerReference | undefined {
  return metadata.ownerReferences?.find((owner) => owner.controller === true);
}

/**
 * Keys no projection reads and that make most of an object's bytes. Only their objects and arrays are left out, so
 * a label or annotation of the same name stays.
 */
export const unreadKeys: readonly string[] = [
  "managedFields",
  "annotations",
  "env",
  "envFrom",
  "args",
  "command",
  "volumes",
  "volumeMounts",
  "livenessProbe",
  "readinessProbe",
  "startupProbe",
  "lifecycle",
  "securityContext",
  "affinity",
  "tolerations",
  "topologySpreadConstraints",
  "images",
];
