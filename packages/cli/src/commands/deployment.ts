import { type DeploymentItem, fleetEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Cli } from "../command.ts";
import { fleetListCommands } from "../fleet-list.ts";
import { listed } from "../output/amounts.ts";
import { age } from "../output/time.ts";

/** `halcyon deployment`: the deployments of all clusters. */
export function deploymentCommands(program: Command, cli: Cli): void {
  fleetListCommands<DeploymentItem>(program, cli, {
    name: "deployment",
    summary: "Deployments of all clusters",
    endpoint: fleetEndpoints.deploymentList,
    teaching: {
      summary: "List deployments",
      examples: [
        ["deployment list app:frontpage", "An app's workload in every cluster"],
        ["deployment list image:nginx", "Everything that runs an image"],
      ],
      next: "halcyon release list --app NAME shows what Halcyon does with one.",
    },
    columns: (now) => [
      { title: "CLUSTER", value: (row) => row.cluster },
      { title: "NAMESPACE", value: (row) => row.namespace, flexible: true },
      { title: "NAME", value: (row) => row.name, flexible: true },
      { title: "READY", value: (row) => `${row.ready}/${row.replicas}`, right: true },
      { title: "UPDATED", value: (row) => String(row.updated), right: true },
      { title: "PAUSED", value: (row) => (row.paused ? "yes" : "") },
      { title: "IMAGE", value: (row) => listed(row.images), flexible: true },
      { title: "AGE", value: (row) => age(row.createdAt, now) },
    ],
  });
}
