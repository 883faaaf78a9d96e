/** What an app's instances are in a cluster. */
import { z } from "zod";

export const workloadKinds = ["Deployment", "StatefulSet", "DaemonSet", "Job"] as const;
export type WorkloadKind = (typeof workloadKinds)[number];

export const workloadKind = z
  .enum(workloadKinds)
  .default("Deployment")
  .meta({
    description:
      "Deployment: instances alike; StatefulSet: each with a name and a volume of its own; DaemonSet: one on every node; Job: runs once to its end with every release. For good",
    examples: ["StatefulSet"],
  });

export const podManagement = z
  .enum(["OrderedReady", "Parallel"])
  .optional()
  .meta({
    description:
      "of a StatefulSet: instances started one after the other, each Ready first, or all at once; for good",
    examples: ["Parallel"],
  });
