import { type DeploymentItem, fleetEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Cli } from "../command.ts";
import { fleetListCommands, fleetListVerb } from "../fleet-list.ts";
import { listed } from "../output/amounts.ts";
import { age } from "../output/time.ts";
import { managerOf } from "../output/manager.ts";

/** `halcyon deployment`: the deployments of all clusters. */
export function deploymentCommands(program: Command, cli: Cli): void {
  const deployment = fleetListCommands<DeploymentItem>(program, cli, {
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

  fleetListVerb<DeploymentItem>(
    deployment,
    cli,
    {
      name: "unmanaged deployment",
      summary: "Deployments Halcyon does not manage",
      endpoint: fleetEndpoints.deploymentList,
      teaching: {
        summary: "List deployments that Halcyon does not manage, and what their labels say does",
        examples: [
          ["deployment unmanaged", "In all clusters"],
          ["deployment unmanaged -n legacy label:helm.sh/chart", "Of one namespace, what Helm charts made"],
        ],
        next: "halcyon deployment list NAME shows one in every cluster.",
      },
      columns: (now) => [
        { title: "CLUSTER", value: (row) => row.cluster },
        { title: "NAMESPACE", value: (row) => row.namespace, flexible: true },
        { title: "NAME", value: (row) => row.name, flexible: true },
        { title: "MANAGED BY", value: (row) => managerOf(row.labels), flexible: true },
        { title: "READY", value: (row) => `${row.ready}/${row.replicas}`, right: true },
        { title: "IMAGE", value: (row) => listed(row.images), flexible: true },
        { title: "AGE", value: (row) => age(row.createdAt, now) },
      ],
    },
    { verb: "unmanaged", filter: ["-label:app.kubernetes.io/managed-by=halcyon"] },
  );
}
