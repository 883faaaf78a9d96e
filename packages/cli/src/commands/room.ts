import { fleetEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { confirm } from "../input/ask.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { listed } from "../output/amounts.ts";

interface RoomOptions {
  readonly displayName?: string;
  readonly carrier?: string;
  readonly yes?: boolean;
}

/** `halcyon room`: data centres. */
export function roomCommands(program: Command, cli: Cli): void {
  const room = noun(program, "room", "Rooms: data centres, with their carrier and clusters", groups.fleet);

  const list = listOptions(
    verb(room, "list", {
      summary: "List the rooms",
      examples: [
        ["room list", "All rooms and their clusters"],
        ["room list -o yaml", "As a document"],
      ],
      next: "halcyon cluster list tells how each cluster does.",
    }),
  );
  action<ListOptions>(list, cli, async ({ session, options }) => {
    const page = await fetchList(session, fleetEndpoints.roomList, {}, options);
    showList(
      session,
      page,
      [
        { title: "NAME", value: (row) => row.name },
        { title: "DISPLAY NAME", value: (row) => row.displayName },
        { title: "CARRIER", value: (row) => row.carrier },
        { title: "CLUSTERS", value: (row) => listed(row.clusters), flexible: true },
      ],
      { nothing: "There is no room yet: halcyon room add --help" },
    );
  });

  const add = described(
    verb(room, "add <name>", {
      summary: "Add a room",
      examples: [
        ["room add north-mobile --carrier 北方移动", "A room and its carrier"],
        ["room add lab", "Just a name"],
      ],
      next: "halcyon cluster add NAME --room ROOM --kubeconfig FILE registers a cluster in it.",
    }),
  );
  action<RoomOptions>(add, cli, async ({ session, args: [name = ""], options: { displayName, carrier } }) => {
    const body = {
      name,
      ...(displayName === undefined ? {} : { displayName }),
      ...(carrier === undefined ? {} : { carrier }),
    };
    const made = await (await session.client()).call(fleetEndpoints.roomCreate, { body });
    session.output.show(made, () => `Room ${made.name} is added.`);
    session.output.next([
      `cluster add NAME --room ${made.name} --kubeconfig FILE`,
      "register a cluster in it",
    ]);
  });

  const update = described(
    verb(room, "update <room>", {
      summary: "Change a room's display name or carrier",
      examples: [["room update north-mobile --display-name 北方移动机房", "Call it what people call it"]],
      next: "halcyon room list",
    }),
  );
  action<RoomOptions>(
    update,
    cli,
    async ({ session, args: [name = ""], options: { displayName, carrier } }) => {
      const body = {
        ...(displayName === undefined ? {} : { displayName }),
        ...(carrier === undefined ? {} : { carrier }),
      };
      const changed = await (await session.client()).call(fleetEndpoints.roomUpdate, {
        params: { room: name },
        body,
      });
      session.output.show(
        changed,
        () => `Room ${changed.name}: ${changed.displayName}${changed.carrier && `, ${changed.carrier}`}.`,
      );
    },
  );

  const remove = verb(room, "remove <room>", {
    summary: "Remove a room that has no clusters",
    examples: [["room remove lab --yes", "Without being asked"]],
    next: "halcyon room list",
  }).option("-y, --yes", "do not ask");
  action<RoomOptions>(remove, cli, async ({ session, args: [name = ""], options }) => {
    if (!(await confirm(session.io, `Remove room ${name}?`, options.yes === true))) {
      session.output.note("Nothing was done.");
      return;
    }
    const gone = await (await session.client()).call(fleetEndpoints.roomDelete, { params: { room: name } });
    session.output.show(gone, () => `Room ${gone.name} is removed.`);
  });
}

function described(command: Command): Command {
  return command
    .option("--display-name <name>", "what people call it, in their language")
    .option("--carrier <name>", "the network operator of the data centre");
}
