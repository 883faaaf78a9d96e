/** Claims keep what they have: a volume never shrinks, and what is fixed once it is made is left as it is. */
import { amount } from "@halcyon/contracts";
import type { Manifest } from "../types.ts";
import type { LiveObject } from "./objects.ts";

interface ClaimSpec {
  readonly accessModes?: readonly string[];
  readonly storageClassName?: string;
  readonly resources?: { readonly requests?: { readonly storage?: string } };
}

/**
 * What to apply of a claim that is there already: the larger of both sizes, with the class and access it was made with.
 * A way back to a version that asked for less, or one that names a volume kept from long ago, is then no error.
 */
export function withLiveClaim(manifest: Manifest, live: LiveObject | null): Manifest {
  if (manifest.kind !== "PersistentVolumeClaim" || live === null) return manifest;
  const wanted = manifest["spec"] as ClaimSpec;
  const there = live["spec"] as ClaimSpec;
  const size = wanted.resources?.requests?.storage ?? "0";
  const has = there.resources?.requests?.storage ?? "0";
  const { storageClassName: _class, ...rest } = wanted;
  return {
    ...manifest,
    spec: {
      ...rest,
      accessModes: there.accessModes ?? wanted.accessModes,
      ...(there.storageClassName === undefined ? {} : { storageClassName: there.storageClassName }),
      resources: { requests: { storage: bytes(has) > bytes(size) ? has : size } },
    },
  };
}

/** The API server writes large sizes as plain numbers of bytes, too; what cannot be read counts as the smaller one. */
function bytes(quantity: string): number {
  const value = amount(quantity);
  return Number.isNaN(value) ? 0 : value;
}
