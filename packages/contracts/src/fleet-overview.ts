/** The fleet in numbers: what the overview shows. */
import { z } from "zod";
import { amounts, clusterState } from "./fleet-items.ts";
import { label, timestamp } from "./names.ts";

/** How one cluster stands, in numbers that fit a tile. */
export const clusterSummary = z.object({
  name: label,
  state: clusterState,
  reason: z.string(),
  lastSyncAt: timestamp.nullable(),
  version: z.string(),
  nodes: z.object({ total: z.int(), ready: z.int(), cordoned: z.int() }),
  pods: z.object({
    total: z.int(),
    ready: z.int(),
    pending: z.int().describe("on an ordinary way to Ready"),
    failing: z.int().describe("neither Ready nor on an ordinary way there: with a reason, or Failed"),
  }),
  deployments: z.object({ total: z.int(), short: z.int().describe("with fewer available than wanted") }),
  allocatable: amounts.describe("of the nodes that take work"),
  requested: amounts.describe("by the pods on them"),
  warnings: z.int().describe("events of type Warning in the last ten minutes"),
});
export type ClusterSummary = z.infer<typeof clusterSummary>;

export const overview = z.object({
  at: timestamp,
  rooms: z.array(
    z.object({
      name: label,
      displayName: z.string(),
      carrier: z.string(),
      clusters: z.array(clusterSummary),
    }),
  ),
});
export type Overview = z.infer<typeof overview>;
