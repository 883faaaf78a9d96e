import { fleetEndpoints, type IngressItem } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Cli } from "../command.ts";
import { fleetListCommands } from "../fleet-list.ts";
import { listed } from "../output/amounts.ts";
import { age } from "../output/time.ts";

/** `halcyon ingress`: the Ingresses of all clusters. */
export function ingressCommands(program: Command, cli: Cli): void {
  fleetListCommands<IngressItem>(program, cli, {
    name: "ingress",
    summary: "Ingresses of all clusters",
    endpoint: fleetEndpoints.ingressList,
    teaching: {
      summary: "List Ingresses",
      examples: [
        ["ingress list app:frontpage", "The Ingresses of an app"],
        ["ingress list www.example.com", "Who answers for a host name"],
      ],
      next: "halcyon service list NAME shows where they lead.",
    },
    columns: (now) => [
      { title: "CLUSTER", value: (row) => row.cluster },
      { title: "NAMESPACE", value: (row) => row.namespace, flexible: true },
      { title: "NAME", value: (row) => row.name, flexible: true },
      { title: "CLASS", value: (row) => row.className },
      { title: "RULES", value: (row) => listed(row.rules), flexible: true },
      { title: "AGE", value: (row) => age(row.createdAt, now) },
    ],
  });
}
