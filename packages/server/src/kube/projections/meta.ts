import { hash } from "node:crypto";
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
 * When somebody last wrote more of an object than its status, in seconds since 1970. Lists are read without
 * managedFields, so it is 0 until a watch has told of the object.
 */
export function editedAt(metadata: ObjectMeta): number {
  let last = 0;
  for (const { time, subresource } of metadata.managedFields ?? []) {
    if (subresource !== "status") last = Math.max(last, seconds(time));
  }
  return last;
}

/**
 * Another number whenever somebody wrote more of an object than its status: who owns what, and the generation of its spec.
 * Times alone do not tell: a write by the subresource `scale` has none, and removing a field changes no owner's.
 */
export function writesOf({ generation = 0, managedFields = [] }: ObjectMeta): number {
  const owners = managedFields.filter(({ subresource }) => subresource !== "status");
  return Number.parseInt(hash("sha1", JSON.stringify([generation, owners])).slice(0, 12), 16);
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
