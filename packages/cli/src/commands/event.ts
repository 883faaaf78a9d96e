import { type EventItem, fleetEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Cli } from "../command.ts";
import { fleetListCommands } from "../fleet-list.ts";
import { age } from "../output/time.ts";

/** `halcyon event`: recent Kubernetes events of all clusters. */
export function eventCommands(program: Command, cli: Cli): void {
  fleetListCommands<EventItem>(program, cli, {
    name: "event",
    summary: "Recent Kubernetes events of all clusters, the latest first",
    endpoint: fleetEndpoints.eventList,
    teaching: {
      summary: "List events, the latest first",
      examples: [
        ["event list frontpage", "What happened around an app"],
        ["event list --cluster north-mobile -n frontpage", "In one namespace of one cluster"],
      ],
      next: "halcyon pod list NAME shows the pods they are about.",
    },
    columns: (now) => [
      { title: "AGO", value: (row) => age(row.at, now), right: true },
      { title: "CLUSTER", value: (row) => row.cluster },
      { title: "TYPE", value: (row) => row.type },
      { title: "REASON", value: (row) => row.reason },
      { title: "OBJECT", value: (row) => `${row.kind}/${row.name}`, flexible: true },
      { title: "TIMES", value: (row) => String(row.count), right: true },
      { title: "MESSAGE", value: (row) => row.message, flexible: true },
    ],
  });
}
