import { fleetEndpoints, type PodItem } from "@halcyon/contracts";
import type { Command } from "commander";
import type { Cli } from "../command.ts";
import { fleetListCommands } from "../fleet-list.ts";
import { listed } from "../output/amounts.ts";
import { podStatus } from "../output/pod.ts";
import { age } from "../output/time.ts";
import { podLogsCommand } from "./pod/logs.ts";
import { podShowCommand } from "./pod/show.ts";

/** `halcyon pod`: the pods of all clusters. */
export function podCommands(program: Command, cli: Cli): void {
  const pod = fleetListCommands<PodItem>(program, cli, {
    name: "pod",
    summary: "Pods of all clusters",
    endpoint: fleetEndpoints.podList,
    teaching: {
      summary: "List pods",
      about: "Words and filters as in halcyon search: app: image: node: phase: ip: label: and more.",
      examples: [
        ["pod list app:frontpage", "The pods of an app, everywhere"],
        ["pod list phase:Pending --room north-mobile", "What waits in one room"],
      ],
      next: "halcyon pod show CLUSTER/NAMESPACE/NAME tells why one is not running, halcyon pod logs what it says.",
    },
    columns: (now) => [
      { title: "CLUSTER", value: (row) => row.cluster },
      { title: "NAMESPACE", value: (row) => row.namespace, flexible: true },
      { title: "NAME", value: (row) => row.name, flexible: true },
      { title: "STATUS", value: podStatus },
      { title: "READY", value: (row) => (row.ready ? "yes" : "no") },
      { title: "RESTARTS", value: (row) => String(row.restarts), right: true },
      { title: "IP", value: (row) => row.ip },
      { title: "NODE", value: (row) => row.node, flexible: true },
      { title: "IMAGE", value: (row) => listed(row.images), flexible: true },
      { title: "AGE", value: (row) => age(row.createdAt, now) },
    ],
  });
  podShowCommand(pod, cli);
  podLogsCommand(pod, cli);
}
