import { accessEndpoints, type ApiToken, tokenAccess } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, choice, type Cli, groups, noun, verb } from "../command.ts";
import { parseDuration } from "../input/duration.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { age, moment } from "../output/time.ts";

/** `halcyon token`: API tokens, for programs. */
export function tokenCommands(program: Command, cli: Cli): void {
  const token = noun(program, "token", "API tokens, for programs that act as you", groups.people);

  const list = listOptions(
    verb(token, "list", {
      summary: "List your own tokens, or somebody's",
      examples: [
        ["token list", "Yours"],
        ["token list --user lin", "Somebody's; for administrators"],
      ],
      next: "halcyon token revoke ID ends one.",
    }),
  ).option("--user <user>", "of this account");
  action<ListOptions & { user?: string }>(list, cli, async ({ session, options }) => {
    const { user } = options;
    const page =
      user === undefined
        ? await fetchList(session, accessEndpoints.listTokens, {}, options)
        : await fetchList(session, accessEndpoints.listUserTokens, { params: { user } }, options);
    const now = session.io.now();
    showList<ApiToken>(
      session,
      page,
      [
        { title: "ID", value: (row) => row.id },
        { title: "NAME", value: (row) => row.name, flexible: true },
        { title: "BEGINS", value: (row) => row.prefix },
        { title: "ACCESS", value: (row) => row.access },
        { title: "UNTIL", value: (row) => moment(row.expiresAt) },
        {
          title: "USED",
          value: (row) => (row.lastUsedAt === null ? "never" : `${age(row.lastUsedAt, now)} ago`),
        },
      ],
      { nothing: "There is no token: halcyon token create NAME" },
    );
  });

  const create = verb(token, "create <name>", {
    summary: "Create a token; its secret is shown this once",
    about: "It has your rights, never more, and loses them with you. The secret alone goes to stdout.",
    examples: [
      ["token create ci --access read --expires 30d", "For a program that only looks"],
      ["token create ci > ~/.halcyon-token", "Into a file; use it as HALCYON_TOKEN"],
    ],
    next: "HALCYON_SERVER=... HALCYON_TOKEN=... halcyon whoami",
  })
    .addOption(choice("--access <access>", "read: nothing can be changed with it", tokenAccess))
    .option("--expires <time>", "how long it is good for: 30d (default: 90d)", (text) =>
      Math.ceil(parseDuration(text, "h") / 86_400),
    );
  action<{ access?: ApiToken["access"]; expires?: number }>(
    create,
    cli,
    async ({ session, args: [name = ""], options }) => {
      const { access, expires } = options;
      const body = {
        name,
        ...(access === undefined ? {} : { access }),
        ...(expires === undefined ? {} : { expiresInDays: expires }),
      };
      const made = await (await session.client()).call(accessEndpoints.createToken, { body });
      session.output.note(
        `Token ${made.token.name} is good until ${moment(made.token.expiresAt)}. Keep it: it is not shown again.`,
      );
      session.output.show(made, () => made.secret);
    },
  );

  const revoke = verb(token, "revoke <id>", {
    summary: "Revoke a token: it stops at once",
    examples: [["token revoke 0199c1de-0000-7000-8000-000000000000", "The id is in: halcyon token list"]],
    next: "halcyon token create NAME makes another.",
  }).option("--user <user>", "a token of this account; for administrators");
  action<{ user?: string }>(revoke, cli, async ({ session, args: [id = ""], options: { user } }) => {
    const client = await session.client();
    const answer =
      user === undefined
        ? await client.call(accessEndpoints.revokeToken, { params: { token: id } })
        : await client.call(accessEndpoints.revokeUserToken, { params: { user, token: id } });
    session.output.show(answer, () => "The token is revoked.");
  });
}
