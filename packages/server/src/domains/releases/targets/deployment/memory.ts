import { z } from "zod";

/** The two versions a target moves between. */
export type Side = "from" | "to";

/**
 * A Deployment's spec as the release writes it. `from`, `to`: the version's own rendering. `armed-*`: that version's
 * template with the controller at rest. `express-from`: the predecessor's template, its own pace, nothing unavailable.
 */
export const shapes = ["from", "to", "armed-to", "armed-from", "express-from"] as const;
export type Shape = (typeof shapes)[number];

/**
 * What a target's provider must still know after a crash. Stored before the write it announces: a Deployment's spec that
 * is neither `expected` nor `intended` was written by somebody else.
 */
export const memory = z.object({
  /** Hashes of the pod templates as the API server defaults them. */
  templates: z.object({ from: z.string().nullable(), to: z.string() }),
  /** Hash of the spec, without replicas, last known to be ours, and its shape. */
  expected: z.string(),
  shape: z.enum(shapes),
  /** The write under way. */
  intended: z.object({ spec: z.string(), shape: z.enum(shapes) }).nullable(),
  /** Which version's surrounding objects are in force; `both` between the phases. */
  objects: z.enum(["from", "both", "to"]),
  /** Available instances when the release first looked. */
  served: z.int(),
  /** The Deployment was made by this release. */
  created: z.boolean(),
  /** The last change of R by this release: what it was, what it is set to, and whether that has been seen. */
  scale: z.object({ from: z.int(), to: z.int(), seen: z.boolean() }).nullable(),
  /**
   * A person chose to put a foreign edit back. `overwrite`: until the predecessor's spec has been written over it, once;
   * `back`: until the predecessor runs again. Then the release goes on from there.
   */
  reset: z.enum(["none", "overwrite", "back"]),
  /** A person chose to put back what somebody changed of the objects around the workload, when they are next applied. */
  overwriteObjects: z.boolean(),
  /** Of a StatefulSet: the partition last known to be ours, and the one being written. */
  partition: z.object({ at: z.int(), to: z.int() }).optional(),
  /** The last decision to put back that was carried out here. */
  putBack: z.int(),
});
export type Memory = z.infer<typeof memory>;
