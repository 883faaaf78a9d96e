/** What `decide` sees of a StatefulSet, and the acts only a StatefulSet has. Plain data. */
import type { Side } from "../deployment/memory.ts";
import type { Act, Observed } from "../deployment/observed.ts";

export interface PodSeen {
  readonly name: string;
  readonly uid: string;
  readonly resourceVersion: string;
  /** Its place in the set: `web-3` is 3. */
  readonly ordinal: number;
  /** Whose template it was made from. */
  readonly side: Side | "other";
  readonly ready: boolean;
  /** Neither on its way out nor ended: an instance. */
  readonly alive: boolean;
}

export interface SetState {
  /** Instances from this ordinal on are the template's; those below it the revision's before. */
  readonly partition: number;
  /** OrderedReady: nothing is made or replaced above an instance that is not Ready. */
  readonly ordered: boolean;
  /** The side of status.currentRevision: what instances below the partition are made from. */
  readonly current: Side | "other";
  /** The side of status.updateRevision. */
  readonly update: Side | "other";
  readonly pods: readonly PodSeen[];
}

export interface StatefulSeen extends Observed {
  /** Null with the StatefulSet itself. */
  readonly set: SetState | null;
}

export type OwnAct =
  | { readonly do: "partition"; readonly partition: number }
  | { readonly do: "delete-pod"; readonly pod: PodSeen; readonly why: string };
export type StatefulAct = Act | OwnAct;
