import type { Interner } from "../store/intern.ts";
import type { Projected } from "../store/objects.ts";
import type { ObjectMeta } from "../types.ts";
import { editedAt, writesOf } from "./meta.ts";

/** What is kept of an app's objects that no list shows: enough to know that one of them has changed. */
export interface CompanionRecord extends Projected {
  readonly labels: Readonly<Record<string, string>>;
  readonly editedAt: number;
  readonly writes: number;
}

/** Only what belongs to an app is followed: most ConfigMaps and ServiceAccounts of a cluster are nobody's here. */
export const companionSelector = "halcyon.dev/app";

export function companionProjection(
  interner: Interner,
): (object: { readonly metadata: ObjectMeta }) => CompanionRecord {
  return ({ metadata }) => ({
    uid: metadata.uid,
    namespace: interner.text(metadata.namespace),
    name: interner.text(metadata.name),
    labels: interner.labels(metadata.labels),
    editedAt: editedAt(metadata),
    writes: writesOf(metadata),
  });
}
