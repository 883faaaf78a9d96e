import { access, writeFile } from "node:fs/promises";
import { accessEndpoints, appSpecShape, fleetEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, repeatable, verb } from "../../command.ts";
import { usageError } from "../../errors.ts";
import { ask } from "../../input/ask.ts";
import type { Session } from "../../session.ts";
import { type SpecStart, specTemplate } from "./template.ts";

interface InitOptions {
  readonly team?: string;
  readonly image?: string;
  readonly port?: string;
  readonly health?: string;
  readonly room?: readonly string[];
  readonly yes?: boolean;
}

/** `halcyon app init`: a spec to begin with. At a terminal it asks; into a pipe it prints. */
export function appInitCommand(app: Command, cli: Cli): void {
  const init = verb(app, "init <name>", {
    summary: "Write a spec to start from, every part explained",
    about:
      "At a terminal it asks for what no option says and writes NAME.yaml. With its output sent elsewhere, or with --yes, it asks nothing and prints.",
    examples: [
      ["app init frontpage", "Asks a few questions, then writes frontpage.yaml"],
      ["app init frontpage --team news --room north-mobile > frontpage.yaml", "Asks nothing"],
    ],
    next: "halcyon app validate -f FILE, then halcyon app apply -f FILE.",
  })
    .option("--team <team>", "the team that owns it")
    .option("--image <image>", "the container image, with its tag")
    .option("--port <port>", "the port it listens on")
    .option("--health <path>", "the path that answers when it can serve")
    .addOption(repeatable("--room <room>", "where it runs"))
    .option("-y, --yes", "ask nothing");
  action<InitOptions>(init, cli, async ({ session, args: [name = ""], options }) => {
    const { stdin, stdout, stderr } = session.io;
    const asks = options.yes !== true && stdin.isTTY === true && stdout.isTTY && stderr.isTTY;
    if (!asks) {
      stdout.write(specTemplate(started(name, options)));
      return;
    }
    const file = `${name}.yaml`;
    if (await isThere(file))
      throw usageError(`There is a file ${file} already.`, "Move it away, or add --yes to print.");
    const spec = specTemplate(await asked(session, name, options));
    await writeFile(file, spec, { flag: "wx" });
    session.output.note(`${file} is written.`);
    session.output.next([`app validate -f ${file}`, "whether all of it is right"]);
  });
}

/** What options say, and for the rest what stands in every template. @throws CliError on a value no spec may have */
function started(name: string, { team, image, port, health, room }: InitOptions): SpecStart {
  const start = {
    name: checked("name", name),
    team: checked("team", team ?? "my-team"),
    image: checked("image", image ?? `registry.example.com/${name}:1`),
    port: Number(port ?? 8080),
    health: health ?? "/healthz",
    rooms: room ?? ["my-room"],
  };
  if (!Number.isInteger(start.port) || start.port < 1 || start.port > 65_535) {
    throw usageError(`${port} is no port.`, "Write a number from 1 to 65535.");
  }
  if (!start.health.startsWith("/")) throw usageError(`${health} is no path.`, "Write one such as /healthz.");
  return start;
}

function checked(field: "name" | "team" | "image", value: string): string {
  const result = appSpecShape.shape[field].safeParse(value);
  if (result.success) return value;
  throw usageError(`${value} cannot be the ${field}: ${result.error.issues[0]?.message}`, "Write another.");
}

async function asked(session: Session, name: string, options: InitOptions): Promise<SpecStart> {
  const usual = started(name, options);
  const known = await choices(session);
  const question = async (
    given: string | undefined,
    words: string,
    otherwise: string,
    some: readonly string[] = [],
  ) => {
    if (given !== undefined) return given;
    const list = some.length === 0 ? "" : ` (${some.slice(0, 12).join(", ")})`;
    return (await ask(session.io, `${words}${list} [${otherwise}]: `)) || otherwise;
  };
  const team = await question(options.team, "Team", known.teams[0] ?? usual.team, known.teams);
  const image = await question(options.image, "Image", usual.image);
  const port = await question(options.port, "Port it listens on", String(usual.port));
  const health = await question(options.health, "Path that answers when it can serve", usual.health);
  const rooms = await question(
    options.room?.join(","),
    "Rooms, with commas",
    known.rooms[0] ?? "my-room",
    known.rooms,
  );
  const room = rooms.split(/[\s,]+/).filter((one) => one !== "");
  return started(name, { team, image, port, health, room });
}

/** Teams and rooms there are; none for who is not signed in, or cannot see them. */
async function choices(session: Session): Promise<{ teams: string[]; rooms: string[] }> {
  try {
    const client = await session.client();
    const [teams, rooms] = await Promise.all([
      client.call(accessEndpoints.listTeams, { query: { limit: 100 } }),
      client.call(fleetEndpoints.roomList, { query: { limit: 100 } }),
    ]);
    return { teams: teams.items.map((team) => team.name), rooms: rooms.items.map((room) => room.name) };
  } catch {
    // A spec can be begun without a server; validate says later what it does not know.
    return { teams: [], rooms: [] };
  }
}

async function isThere(file: string): Promise<boolean> {
  try {
    await access(file);
    return true;
  } catch {
    return false;
  }
}
