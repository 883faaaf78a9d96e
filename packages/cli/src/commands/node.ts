import { fleetEndpoints, type NodeItem } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Cli } from "../command.ts";
import { fleetListCommands } from "../fleet-list.ts";
import { cores, gibibytes, listed } from "../output/amounts.ts";
import { age } from "../output/time.ts";

/** `halcyon node`: the machines of all clusters. */
export function nodeCommands(program: Command, cli: Cli): void {
  fleetListCommands<NodeItem>(program, cli, {
    name: "node",
    summary: "Nodes of all clusters: readiness, capacity and what is asked of it",
    endpoint: fleetEndpoints.nodeList,
    namespaced: false,
    teaching: {
      summary: "List nodes",
      about:
        "CPU and MEMORY are what pods ask for, of what can be given out. Words and filters as in halcyon search.",
      examples: [
        ["node list --room north-mobile", "The nodes of a room"],
        ["node list ip:10.0.1 -o json", "By the beginning of the address, with conditions and taints"],
      ],
      next: "halcyon pod list node:NAME shows what runs on one.",
    },
    columns: (now) => [
      { title: "ROOM", value: (row) => row.room },
      { title: "CLUSTER", value: (row) => row.cluster },
      { title: "NAME", value: (row) => row.name, flexible: true },
      { title: "STATUS", value: status },
      {
        title: "CPU",
        value: (row) => `${cores(row.requested.cpuMilli)}/${cores(row.allocatable.cpuMilli)}`,
        right: true,
      },
      {
        title: "MEMORY",
        value: (row) => `${gibibytes(row.requested.memoryBytes)}/${gibibytes(row.allocatable.memoryBytes)}`,
        right: true,
      },
      { title: "PODS", value: (row) => `${row.requested.pods}/${row.allocatable.pods}`, right: true },
      { title: "IP", value: (row) => row.ip },
      { title: "KUBELET", value: (row) => row.kubelet },
      { title: "AGE", value: (row) => age(row.createdAt, now) },
    ],
  });
}

function status({ ready, unschedulable, conditions }: NodeItem): string {
  const pressed = conditions
    .filter(({ type, status: value }) => type !== "Ready" && value === "True")
    .map(({ type }) => type);
  return listed([ready ? "Ready" : "NotReady", ...(unschedulable ? ["cordoned"] : []), ...pressed]);
}
