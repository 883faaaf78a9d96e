import { fleetEndpoints, type HpaItem } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Cli } from "../command.ts";
import { fleetListCommands } from "../fleet-list.ts";
import { listed } from "../output/amounts.ts";
import { age } from "../output/time.ts";

/** `halcyon hpa`: the horizontal pod autoscalers of all clusters. */
export function hpaCommands(program: Command, cli: Cli): void {
  fleetListCommands<HpaItem>(program, cli, {
    name: "hpa",
    summary: "Horizontal pod autoscalers of all clusters",
    endpoint: fleetEndpoints.hpaList,
    teaching: {
      summary: "List horizontal pod autoscalers",
      examples: [
        ["hpa list app:frontpage", "What scales an app"],
        ["hpa list --room north-mobile", "Those of one room"],
      ],
      next: "halcyon deployment list NAME shows what they scale.",
    },
    columns: (now) => [
      { title: "CLUSTER", value: (row) => row.cluster },
      { title: "NAMESPACE", value: (row) => row.namespace, flexible: true },
      { title: "NAME", value: (row) => row.name, flexible: true },
      { title: "TARGET", value: (row) => row.target, flexible: true },
      { title: "NOW", value: (row) => `${row.current} -> ${row.desired}` },
      { title: "BOUNDS", value: (row) => `${row.min}..${row.max}` },
      { title: "ON", value: (row) => listed(row.metrics), flexible: true },
      { title: "AGE", value: (row) => age(row.createdAt, now) },
    ],
  });
}
