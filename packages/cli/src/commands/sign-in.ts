import { accessEndpoints, type OutputOf } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, verb } from "../command.ts";
import { readContexts, writeContexts } from "../contexts.ts";
import { CliError, exitCodes, usageError } from "../errors.ts";
import { ask } from "../input/ask.ts";
import { readSource } from "../input/file.ts";
import { readSecret } from "../input/secret.ts";
import { facts } from "../output/table.ts";
import { moment } from "../output/time.ts";
import type { Session } from "../session.ts";

type Whoami = OutputOf<typeof accessEndpoints.whoami>;

/** Where a server of one's own listens unless told otherwise. */
const usualServer = "http://127.0.0.1:7420";
const passwordStdin = ["--password-stdin", "read the password from the first line of stdin"] as const;

/** `login`, `logout`, `whoami`, `password` and `setup`: nouns of their own, as everywhere. */
export function signInCommands(program: Command, cli: Cli): void {
  const login = verb(program, "login", {
    summary: "Sign in and remember it as a context",
    about:
      "The password is asked for without echo, or read from stdin; it is never an argument. The sign-in is kept in the context file, " +
      "readable by you alone. --as-context NAME keeps several side by side: every command takes --as-context NAME too.",
    examples: [
      ["login --server https://halcyon.example.com --user lin", "Sign in; the password is asked for"],
      [
        "login --user lead --as-context lead --password-stdin < password.txt",
        "A second sign-in, beside the first",
      ],
    ],
    next: "halcyon whoami tells what you may do.",
  })
    .helpGroup(groups.signIn)
    .option("--user <name>", "account name; asked for unless told")
    .option(...passwordStdin);
  action<{ user?: string; passwordStdin?: boolean }>(login, cli, ({ session, options }) =>
    signIn(session, options),
  );

  const logout = verb(program, "logout", {
    summary: "Sign out: the session ends on the server and the context is forgotten",
    examples: [
      ["logout", "End the sign-in in use"],
      ["logout --as-context lead", "End another one of yours"],
    ],
    next: "halcyon login signs in again.",
  }).helpGroup(groups.signIn);
  action(logout, cli, async ({ session }) => signOut(session));

  const whoami = verb(program, "whoami", {
    summary: "Show who is signed in, where, and what they may do",
    examples: [
      ["whoami", "The sign-in in use"],
      ["whoami --as-context lead -o json", "Another one, for a script"],
    ],
    next: "halcyon release list --open shows what waits for you.",
  }).helpGroup(groups.signIn);
  action(whoami, cli, async ({ session }) => {
    const client = await session.client();
    const answer = await client.call(accessEndpoints.whoami, {});
    session.output.show(answer, () => renderWhoami(answer, client.server));
  });

  const password = verb(program, "password", {
    summary: "Change your own password; all your other sessions end",
    examples: [
      ["password", "Both passwords are asked for"],
      ["password --password-stdin < two-lines.txt", "The current one and the new one, a line each"],
    ],
    next: "halcyon login, on your other machines.",
  })
    .helpGroup(groups.signIn)
    .option("--password-stdin", "read the current and the new password from two lines of stdin");
  action<{ passwordStdin?: boolean }>(password, cli, async ({ session, options }) => {
    const { current, next } = await readPasswordPair(session, options.passwordStdin === true);
    const answer = await (await session.client()).call(accessEndpoints.changePassword, {
      body: { current, next },
    });
    session.output.show(answer, () => "Your password is changed; your other sessions have ended.");
  });

  const setup = verb(program, "setup", {
    summary: "Create the first administrator of a new server",
    about:
      "Works once, with the setup token the server printed at its first start: it is what --token means here.",
    examples: [
      [
        "setup --server http://127.0.0.1:7420 --token TOKEN",
        "As the server printed it; the password is asked for",
      ],
      [
        "setup --user admin --setup-token-file token.txt --password-stdin < password.txt",
        "Without a terminal",
      ],
    ],
    next: "halcyon login --user admin, then halcyon user create and halcyon room add.",
  })
    .helpGroup(groups.signIn)
    .option("--user <name>", "account name of the administrator", "admin")
    .option("--display-name <name>", "what people call them")
    .option("--setup-token-file <file>", "file with the setup token; asked for unless told")
    .option(...passwordStdin);
  action<SetupOptions>(setup, cli, ({ session, options }) => setUp(session, options));
}

async function signIn(session: Session, options: { user?: string; passwordStdin?: boolean }): Promise<void> {
  const { io, output } = session;
  const contexts = await readContexts(io.config.contextFile);
  const before = contexts.contexts[session.options.asContext ?? contexts.current ?? ""];
  // A new context signs in where the one in use is, unless told otherwise.
  const inUse = contexts.contexts[contexts.current ?? ""];
  const known = session.options.server ?? io.config.server ?? (before ?? inUse)?.server;
  const server = known ?? (await ask(io, `Server [${usualServer}]: `)) ?? "";
  const name = options.user ?? (await ask(io, "User: "));
  if (!name) throw usageError("No user is named.", "Add --user NAME.");
  const client = session.clientFor(server === "" ? usualServer : server);
  const password = await readSecret(io, "Password", options.passwordStdin === true);
  const answer = await client.call(accessEndpoints.signIn, { body: { name, password, deliver: "token" } });
  if (answer.token === null) throw new Error("the server delivered no token");
  const context = session.options.asContext ?? contexts.current ?? answer.user.name;
  await writeContexts(io.config.contextFile, {
    current: session.options.asContext === undefined ? context : (contexts.current ?? context),
    contexts: {
      ...contexts.contexts,
      [context]: {
        server: client.server,
        user: answer.user.name,
        token: answer.token,
        expiresAt: answer.expiresAt,
      },
    },
  });
  const shown = { context, server: client.server, user: answer.user.name, expiresAt: answer.expiresAt };
  output.show(
    shown,
    () =>
      `Signed in to ${client.server} as ${answer.user.name} until ${moment(answer.expiresAt)} (context ${context}).`,
  );
  const other = session.options.asContext === undefined ? "" : ` --as-context ${context}`;
  output.next([`whoami${other}`, "what you may do"], [`release list${other}`, "what is being released"]);
}

async function signOut(session: Session): Promise<void> {
  const { io, output } = session;
  const used = await session.context();
  if (used === null) {
    throw new CliError({
      exitCode: exitCodes.denied,
      title: "Not signed in",
      detail: `There is no context in use in ${io.config.contextFile}.`,
      hint: "",
    });
  }
  const client = session.clientFor(used.context.server, used.context.token);
  let remark = "";
  try {
    await client.call(accessEndpoints.signOut, {});
  } catch (error) {
    // An expired session is signed out already, and a server that is gone keeps nobody from leaving.
    if (!(error instanceof CliError)) throw error;
    remark =
      error.failure.exitCode === exitCodes.denied ? "" : ` The server was not told: ${error.failure.detail}`;
  }
  const { current, contexts } = await readContexts(io.config.contextFile);
  const { [used.name]: _gone, ...left } = contexts;
  await writeContexts(io.config.contextFile, {
    current: current === used.name ? null : current,
    contexts: left,
  });
  output.show(
    { context: used.name, signedOut: true },
    () => `Signed out; context ${used.name} is forgotten.${remark}`,
  );
}

function renderWhoami(answer: Whoami, server: string): string {
  const everywhere = answer.permissions
    .filter(({ teams }) => teams === null)
    .map(({ permission }) => permission);
  const byTeam = new Map<string, string[]>();
  for (const { permission, teams } of answer.permissions) {
    for (const team of teams ?? []) byTeam.set(team, [...(byTeam.get(team) ?? []), permission]);
  }
  const roles =
    answer.user?.grants.map(({ role, team }) => (team === null ? role : `${role} of ${team}`)) ?? [];
  return facts([
    ["user", answer.user === null ? "Halcyon itself" : `${answer.user.name} (${answer.user.displayName})`],
    ["server", server],
    ["roles", roles.join(", ") || "none: ask an administrator for one"],
    [
      "signed in by",
      `${answer.via}${answer.access === "read" ? ", reading only" : ""}, until ${moment(answer.expiresAt)}`,
    ],
    ["may, everywhere", everywhere.join(" ")],
    ...[...byTeam].map(([team, list]): [string, string] => [`may, for ${team}`, list.join(" ")]),
  ]);
}

async function readPasswordPair(
  { io }: Session,
  fromStdin: boolean,
): Promise<{ current: string; next: string }> {
  if (fromStdin) {
    const { text } = await readSource(io, "-");
    const [current = "", next = ""] = text.split(/\r?\n/);
    if (current === "" || next === "")
      throw usageError("stdin must hold two lines: the current password and the new one.");
    return { current, next };
  }
  const current = await readSecret(io, "Current password", false);
  const next = await readSecret(io, "New password", false);
  if ((await readSecret(io, "New password again", false)) !== next) {
    throw usageError("The two new passwords differ.", "Nothing was changed.");
  }
  return { current, next };
}

interface SetupOptions {
  readonly user: string;
  readonly displayName?: string;
  readonly setupTokenFile?: string;
  readonly passwordStdin?: boolean;
}

async function setUp(session: Session, options: SetupOptions): Promise<void> {
  const { io, output } = session;
  const fromFile =
    options.setupTokenFile === undefined
      ? undefined
      : (await readSource(io, options.setupTokenFile)).text.trim();
  const setupToken = fromFile ?? session.options.token ?? (await readSecret(io, "Setup token", false));
  const password = await readSecret(io, "Password", options.passwordStdin === true);
  const server = await session.server().catch(() => usualServer);
  const user = await session.clientFor(server).call(accessEndpoints.setup, {
    body: { setupToken, name: options.user, displayName: options.displayName ?? options.user, password },
  });
  output.show(user, () => `${user.name} is the first administrator of ${server}.`);
  output.next([`login --server ${server} --user ${user.name}`, "sign in"]);
}
