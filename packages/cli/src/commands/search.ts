import { fleetEndpoints, searchSyntax } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, verb } from "../command.ts";
import { noteFreshness, nothingFound } from "../fleet-list.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";

/** `halcyon search`: one search over everything in all clusters. */
export function searchCommands(program: Command, cli: Cli): void {
  const search = listOptions(
    verb(program, "search <words...>", {
      summary: "Find anything in all clusters at once",
      about: searchSyntax,
      examples: [
        ["search frontpage", "Everything with this in its name, image, labels ..."],
        ["search podip:10.244.3.17", "Whose address is this?"],
        ["search app:frontpage phase:Pending", "What of an app does not run yet"],
      ],
      next: "halcyon pod list and its siblings take the same words and show more columns.",
    }).helpGroup(groups.fleet),
  );
  action<ListOptions>(search, cli, async ({ session, args, options }) => {
    const input = { query: { q: args.join(" ") } };
    const page = await fetchList(session, fleetEndpoints.search, input, options);
    showList(
      session,
      page,
      [
        { title: "KIND", value: (row) => row.kind },
        { title: "CLUSTER", value: (row) => row.cluster },
        { title: "NAMESPACE", value: (row) => row.namespace, flexible: true },
        { title: "NAME", value: (row) => row.name, flexible: true },
        { title: "STATUS", value: (row) => row.status },
        { title: "IP", value: (row) => row.ip },
        { title: "NODE", value: (row) => row.node, flexible: true },
        { title: "IMAGE", value: (row) => row.image, flexible: true },
      ],
      { nothing: nothingFound("object", page) },
    );
    if (page.next !== null) session.output.note(`${page.total} match in all.`);
    noteFreshness(session, page.clusters);
  });
}
