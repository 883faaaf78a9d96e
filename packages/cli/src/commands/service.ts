import { fleetEndpoints, type ServiceItem } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Cli } from "../command.ts";
import { fleetListCommands } from "../fleet-list.ts";
import { listed } from "../output/amounts.ts";
import { age } from "../output/time.ts";

/** `halcyon service`: the Services of all clusters. */
export function serviceCommands(program: Command, cli: Cli): void {
  fleetListCommands<ServiceItem>(program, cli, {
    name: "service",
    summary: "Services of all clusters",
    endpoint: fleetEndpoints.serviceList,
    teaching: {
      summary: "List Services",
      examples: [
        ["service list app:frontpage", "The Services of an app"],
        ["service list --cluster north-mobile -n frontpage", "Those of one namespace"],
      ],
      next: "halcyon ingress list NAME shows what leads to them.",
    },
    columns: (now) => [
      { title: "CLUSTER", value: (row) => row.cluster },
      { title: "NAMESPACE", value: (row) => row.namespace, flexible: true },
      { title: "NAME", value: (row) => row.name, flexible: true },
      { title: "TYPE", value: (row) => row.type },
      { title: "CLUSTER-IP", value: (row) => row.clusterIp },
      { title: "PORTS", value: (row) => listed(row.ports), flexible: true },
      { title: "AGE", value: (row) => age(row.createdAt, now) },
    ],
  });
}
