import { type ClusterSummary, fleetEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, verb } from "../command.ts";
import { noteFreshness } from "../fleet-list.ts";
import { cores, gibibytes } from "../output/amounts.ts";

type Row = ClusterSummary & { readonly room: string };

/** `halcyon overview`: rooms and clusters in numbers. */
export function overviewCommands(program: Command, cli: Cli): void {
  const overview = verb(program, "overview", {
    summary: "Rooms and clusters in numbers",
    about:
      "NODES are those ready of all, PODS those ready of all, DEPLOYMENTS those with all they want of all. " +
      "CPU and MEMORY are what pods ask for, of what nodes that take work can give.",
    examples: [["overview", "How does everything stand?"]],
    next: "halcyon cluster show NAME tells why one is not fresh, halcyon event list phase:Warning what went wrong.",
  }).helpGroup(groups.fleet);
  action(overview, cli, async ({ session }) => {
    const { output } = session;
    const { paint } = output;
    const found = await (await session.client()).call(fleetEndpoints.overview, {});
    const rows = found.rooms.flatMap((room): Row[] =>
      room.clusters.map((cluster) => ({ room: room.name, ...cluster })),
    );
    if (rows.length === 0 && output.format === "table") {
      return output.note("No cluster is registered yet: halcyon cluster add --help");
    }
    const some = (count: number) => (count === 0 ? "" : String(count));
    output.show(found, () =>
      output.table(rows, [
        { title: "ROOM", value: (row) => row.room },
        { title: "CLUSTER", value: (row) => row.name },
        {
          title: "STATE",
          value: (row) => row.state,
          style: (text, row) => (row.state === "fresh" ? paint.good(text) : paint.bad(text)),
        },
        { title: "NODES", value: ({ nodes }) => `${nodes.ready}/${nodes.total}`, right: true },
        { title: "PODS", value: ({ pods }) => `${pods.ready}/${pods.total}`, right: true },
        { title: "FAILING", value: ({ pods }) => some(pods.failing), right: true, style: paint.bad },
        {
          title: "DEPLOYMENTS",
          value: ({ deployments }) => `${deployments.total - deployments.short}/${deployments.total}`,
          right: true,
        },
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
        { title: "WARNINGS", value: ({ warnings }) => some(warnings), right: true, style: paint.warn },
      ]),
    );
    noteFreshness(
      session,
      rows.map(({ lastSyncAt: lastSync, ...row }) => ({ ...row, lastSync })),
    );
  });
}
