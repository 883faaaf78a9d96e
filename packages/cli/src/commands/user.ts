import { accessEndpoints, type User } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, repeatable, verb } from "../command.ts";
import { usageError } from "../errors.ts";
import { grantText, parseGrant } from "../input/grant.ts";
import { readSecret } from "../input/secret.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { listed } from "../output/amounts.ts";
import { facts } from "../output/table.ts";
import { moment } from "../output/time.ts";

interface UserOptions {
  readonly displayName?: string;
  readonly email?: string;
  readonly grant?: readonly string[];
  readonly passwordStdin?: boolean;
}

const stdinFlag = ["--password-stdin", "read the password from the first line of stdin"] as const;

/** `halcyon user`: accounts. */
export function userCommands(program: Command, cli: Cli): void {
  const user = noun(program, "user", "Accounts: who can sign in", groups.people);

  const list = listOptions(
    verb(user, "list [word]", {
      summary: "List accounts",
      examples: [
        ["user list", "All"],
        ["user list --team news", "Who has a role in a team"],
      ],
      next: "halcyon user show USER",
    }),
  ).option("--team <team>", "with a role in this team");
  action<ListOptions & { team?: string }>(list, cli, async ({ session, args: [q], options }) => {
    const page = await fetchList(
      session,
      accessEndpoints.listUsers,
      { query: { q, team: options.team } },
      options,
    );
    showList<User>(
      session,
      page,
      [
        { title: "NAME", value: (row) => row.name },
        { title: "DISPLAY NAME", value: (row) => row.displayName, flexible: true },
        { title: "ROLES", value: (row) => listed(row.grants.map(grantText)), flexible: true },
        { title: "STATE", value: (row) => (row.disabled ? "disabled" : "enabled") },
        { title: "LAST SIGN-IN", value: (row) => moment(row.lastSignInAt) || "never" },
      ],
      { nothing: "No account matches." },
    );
  });

  const show = verb(user, "show <user>", {
    summary: "Show an account",
    examples: [["user show lin", "Its roles and state"]],
    next: "halcyon grant add USER ROLE, halcyon user disable USER",
  });
  action(show, cli, async ({ session, args: [name = ""] }) => {
    const found = await (await session.client()).call(accessEndpoints.getUser, { params: { user: name } });
    session.output.show(found, () => renderUser(found));
  });

  const create = verb(user, "create <name>", {
    summary: "Create an account",
    examples: [
      ["user create lin --display-name 'Lin Yu' --grant developer:news", "The password is asked for"],
      ["user create ops --grant operator --password-stdin < password.txt", "Without a terminal"],
    ],
    next: "halcyon grant add NAME ROLE gives more roles.",
  })
    .option("--display-name <name>", "what people call them")
    .option("--email <address>", "mail address")
    .addOption(
      repeatable("--grant <role[:team]>", "a role: developer:news, lead:news, operator, viewer, admin"),
    )
    .option(...stdinFlag);
  action<UserOptions>(create, cli, async ({ session, args: [name = ""], options }) => {
    const grants = (options.grant ?? []).map(parseGrant);
    const password = await readSecret(session.io, `Password for ${name}`, options.passwordStdin === true);
    const body = {
      name,
      displayName: options.displayName ?? name,
      email: options.email ?? null,
      password,
      grants,
    };
    const made = await (await session.client()).call(accessEndpoints.createUser, { body });
    session.output.show(
      made,
      () => `Account ${made.name} is created: ${listed(made.grants.map(grantText)) || "no role yet"}.`,
    );
    if (made.grants.length === 0)
      session.output.next([`grant add ${made.name} developer --team TEAM`, "give it a role"]);
  });

  const update = verb(user, "update <user>", {
    summary: "Change an account's display name or mail address",
    examples: [["user update lin --email lin@example.com", "Its mail address; none takes it away"]],
    next: "halcyon user show USER",
  })
    .option("--display-name <name>", "what people call them")
    .option("--email <address>", "mail address, or none");
  action<UserOptions>(
    update,
    cli,
    async ({ session, args: [name = ""], options: { displayName, email } }) => {
      if (displayName === undefined && email === undefined)
        throw usageError("Nothing to change is given.", "Add --display-name or --email.");
      const body = {
        ...(displayName === undefined ? {} : { displayName }),
        ...(email === undefined ? {} : { email: email === "none" ? null : email }),
      };
      const changed = await (await session.client()).call(accessEndpoints.updateUser, {
        params: { user: name },
        body,
      });
      session.output.show(changed, () => renderUser(changed));
    },
  );

  const password = verb(user, "set-password <user>", {
    summary: "Set somebody's password; all their sessions end",
    examples: [["user set-password lin", "It is asked for without echo"]],
    next: "They sign in with it and choose their own: halcyon password.",
  }).option(...stdinFlag);
  action<UserOptions>(password, cli, async ({ session, args: [name = ""], options }) => {
    const secret = await readSecret(session.io, `New password for ${name}`, options.passwordStdin === true);
    const client = await session.client();
    const changed = await client.call(accessEndpoints.setPassword, {
      params: { user: name },
      body: { password: secret },
    });
    session.output.show(changed, () => `The password of ${changed.name} is set; their sessions have ended.`);
  });

  for (const [name, endpoint, summary, done] of [
    [
      "disable",
      accessEndpoints.disableUser,
      "Disable an account: its sessions and tokens stop at once; its history stays",
      "disabled",
    ],
    ["enable", accessEndpoints.enableUser, "Enable a disabled account", "enabled"],
  ] as const) {
    const command = verb(user, `${name} <user>`, {
      summary,
      examples: [[`user ${name} lin`, "By account name"]],
      next: "halcyon user show USER",
    });
    action(command, cli, async ({ session, args: [who = ""] }) => {
      const changed = await (await session.client()).call(endpoint, { params: { user: who } });
      session.output.show(changed, () => `Account ${changed.name} is ${done}.`);
    });
  }
}

function renderUser(user: User): string {
  return facts([
    ["account", user.name],
    ["name", user.displayName],
    ["mail", user.email ?? ""],
    ["roles", listed(user.grants.map(grantText)) || "none"],
    ["state", user.disabled ? "disabled" : "enabled"],
    ["created", moment(user.createdAt)],
    ["last sign-in", moment(user.lastSignInAt) || "never"],
  ]);
}
