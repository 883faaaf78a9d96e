/** Volumes that outlive instances. */
import { z } from "zod";

export const volumeAccess = ["ReadWriteOnce", "ReadWriteMany", "ReadOnlyMany", "ReadWriteOncePod"] as const;

const storageName = z
  .string()
  .max(40, "at most 40 characters")
  .regex(/^[a-z]([-a-z0-9]*[a-z0-9])?$/, "lower-case letters, digits and '-', beginning with a letter")
  .meta({ description: "the volume's name, for good: its claim is found by it", examples: ["data"] });

export const storageEntry = z.strictObject({
  name: storageName,
  path: z
    .string()
    .max(500)
    .regex(/^(\/[A-Za-z0-9._-]+)+$/, "an absolute path of letters, digits, '.', '_' and '-'")
    .meta({ description: "where the container sees it", examples: ["/var/lib/data"] }),
  size: z
    .string()
    .regex(/^[0-9]+(Ki|Mi|Gi|Ti|k|M|G|T)$/, "a size with its unit: 10Gi, 500Mi")
    .meta({ description: "what is claimed; it may only grow", examples: ["10Gi"] }),
  class: z
    .string()
    .regex(/^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/, "the name of a storage class")
    .optional()
    .meta({ description: "the cluster's storage class; its default unless told", examples: ["fast"] }),
  access: z
    .enum(volumeAccess)
    .default("ReadWriteOnce")
    .meta({
      description: "who may use it at the same time: one node, or many",
      examples: ["ReadWriteMany"],
    }),
  container: z
    .string()
    .max(63)
    .optional()
    .meta({ description: "the container that sees it; the app's own unless told", examples: ["indexer"] }),
});

export const storage = z
  .array(storageEntry)
  .max(20)
  .default([])
  .meta({ description: "volumes that outlive instances; never removed by Halcyon" });
