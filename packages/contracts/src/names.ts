import { z } from "zod";

/** A DNS-1123 label, what Kubernetes accepts for names: rooms, clusters, apps, teams. */
export const label = z
  .string()
  .min(1)
  .max(63)
  .regex(
    /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/,
    "lower-case letters, digits and '-', beginning and ending with a letter or digit",
  );
export const timestamp = z.iso.datetime({ offset: true });
