import type { ClusterFreshness, Endpoint } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, type Teaching, verb } from "./command.ts";
import { fetchList, type ListOptions, listOptions, type Page, showList } from "./list.ts";
import type { Column } from "./output/table.ts";
import { moment } from "./output/time.ts";
import type { Session } from "./session.ts";

interface FleetOptions extends ListOptions {
  readonly room?: string;
  readonly cluster?: string;
  readonly namespace?: string;
  readonly query?: string;
}

/** A page of a fleet list: how many match in all, and how far each cluster can be believed. */
export interface FleetPage<T> extends Page<T> {
  readonly total: number;
  readonly clusters: readonly ClusterFreshness[];
}

export interface FleetListing<T> {
  readonly name: string;
  readonly summary: string;
  readonly endpoint: Endpoint;
  readonly teaching: Teaching;
  readonly columns: (now: Date) => readonly Column<T>[];
  /** Nodes have none. */
  readonly namespaced?: boolean;
}

/** Adds a noun with the verb `list`, for a kind of object the fleet is full of. @returns the noun */
export function fleetListCommands<T>(program: Command, cli: Cli, listing: FleetListing<T>): Command {
  const parent = noun(program, listing.name, listing.summary, groups.fleet);
  fleetListVerb(parent, cli, listing, { verb: "list", filter: [] });
  return parent;
}

/**
 * Adds one more list of the same kind to a noun, narrowed for good.
 * @param narrowed.filter terms of the search language that hold besides the words a person gives
 */
export function fleetListVerb<T>(
  parent: Command,
  cli: Cli,
  listing: FleetListing<T>,
  narrowed: { readonly verb: string; readonly filter: readonly string[] },
): void {
  const list = listOptions(verb(parent, `${narrowed.verb} [words...]`, listing.teaching))
    .option("--room <room>", "in this room only")
    .option("--cluster <cluster>", "in this cluster only");
  if (listing.namespaced !== false) list.option("-n, --namespace <namespace>", "in this namespace only");
  action<FleetOptions>(list, cli, async ({ session, args, options }) => {
    const { room, cluster, namespace } = options;
    const terms = [...narrowed.filter, ...args];
    const query = { room, cluster, namespace, q: terms.length === 0 ? undefined : terms.join(" ") };
    const page = (await fetchList(session, listing.endpoint, { query }, options)) as FleetPage<T>;
    showList(session, page, listing.columns(session.io.now()), { nothing: nothingFound(listing.name, page) });
    noteFreshness(session, page.clusters);
  });
}

/** Says that nothing matches, and where nothing could be looked for. */
export function nothingFound(what: string, { clusters }: FleetPage<unknown>): string {
  if (clusters.length === 0) return "No cluster is registered yet: halcyon cluster add --help";
  return `No ${what} matches in ${clusters.length} clusters.`;
}

/** Names each cluster whose part of the answer may be old or missing. */
export function noteFreshness({ output }: Session, clusters: readonly ClusterFreshness[]): void {
  for (const { name, state, lastSync, reason } of clusters) {
    if (state === "fresh") continue;
    const since =
      lastSync === null ? "nothing of it is known yet" : `what is shown of it is from ${moment(lastSync)}`;
    output.note(`! cluster ${name} is ${state}${reason === "" ? "" : ` (${reason})`}: ${since}`);
  }
}
