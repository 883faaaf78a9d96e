import { type AppSecret, type SecretVersion, secretEndpoints } from "@halcyon/contracts";
import { Argument, type Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { usageError } from "../errors.ts";
import { confirm } from "../input/ask.ts";
import { readSource } from "../input/file.ts";
import { reasonFor } from "../input/reason.ts";
import { readBytes, readSecret } from "../input/secret.ts";
import type { Io } from "../io.ts";
import { positive } from "../list.ts";
import { counted, listed } from "../output/amounts.ts";
import { age } from "../output/time.ts";

interface ValueOptions {
  readonly fromFile?: string;
  readonly stdin?: boolean;
}

/** `halcyon secret`: what an app must know and nobody may read. */
export function secretCommands(program: Command, cli: Cli): void {
  const secret = noun(program, "secret", "Secrets of apps: set, list, rotate, revoke", groups.ship);

  const list = verb(secret, "list <app>", {
    summary: "List an app's secrets and their versions; never a value",
    examples: [["secret list frontpage", "Who set which version when, and which app versions use it"]],
    next: "halcyon secret rotate APP SECRET",
  });
  action(list, cli, async ({ session, args: [app = ""] }) => {
    const found = await (await session.client()).call(secretEndpoints.list, { params: { app } });
    const rows = found.items.flatMap((one) => one.versions.map((version) => ({ ...version, secret: one })));
    session.output.show(found, () =>
      rows.length === 0
        ? `${app} has no secret yet: halcyon secret set ${app} NAME`
        : session.output.table(rows, [
            { title: "SECRET", value: (row) => row.secret.name },
            { title: "VERSION", value: (row) => String(row.version), right: true },
            { title: "STATE", value: (row) => stateOf(row, row.secret) },
            { title: "FROM", value: ({ source }) => (source === null ? "halcyon" : placeOf(source)) },
            { title: "BY", value: (row) => row.author.name },
            { title: "SET", value: (row) => `${age(row.createdAt, session.io.now())} ago` },
            { title: "USED BY", value: (row) => listed(row.usedBy.map((one) => `v${one}`)), flexible: true },
          ]),
    );
  });

  const set = withValue(
    verb(secret, "set <app> <secret>", {
      summary: "Store the next version of a secret; changes nothing that runs",
      about: "The value is typed without echo, or read from a file or stdin; never given as an argument.",
      examples: [
        ["secret set frontpage db-password", "Asks for the value"],
        ["secret set frontpage db-password --from-file password.txt", "The file's content, as it is"],
      ],
      next: "In the spec: env: { DB_PASSWORD: { secret: db-password } }, then halcyon app apply.",
    }),
  );
  action<ValueOptions>(set, cli, async ({ session, args: [app = "", name = ""], options }) => {
    const value = await readValue(session.io, options);
    const stored = await (await session.client()).call(secretEndpoints.set, {
      params: { app, secret: name },
      body: { value },
    });
    session.output.show(stored, () => `Version ${stored.versions[0]?.version} of secret ${name} is stored.`);
  });

  const link = verb(secret, "link <app> <secret>", {
    summary: "Make the next version one whose value stays in a store outside Halcyon",
    about:
      "The store's newest version is pinned. Its value is fetched only where it is written into a cluster, and refused when it is another by then.",
    examples: [
      ["secret link frontpage db-password --store vault --path news/frontpage/db --key password", "In Vault"],
      ["secret link frontpage licence --store files --path news/licence.txt", "A file on the server"],
    ],
    next: "In the spec: env: { DB_PASSWORD: { secret: db-password } }, then halcyon app apply.",
  })
    .requiredOption("--store <name>", "which store; halcyon secret stores lists them")
    .requiredOption("--path <path>", "where in the store")
    .option("--key <key>", "which field at the path, where the store has fields");
  action<{ store: string; path: string; key?: string }>(
    link,
    cli,
    async ({ session, args: [app = "", name = ""], options: { store, path, key } }) => {
      const stored = await (await session.client()).call(secretEndpoints.link, {
        params: { app, secret: name },
        body: { store, path, ...(key === undefined ? {} : { key }) },
      });
      const made = stored.versions[0];
      const place = made?.source == null ? "" : placeOf(made.source);
      session.output.show(stored, () => `Version ${made?.version} of secret ${name} is ${place}.`);
    },
  );

  const stores = verb(secret, "stores", {
    summary: "List the stores outside Halcyon that secrets can be linked to",
    examples: [["secret stores", "Their names, and below which paths an app may use them"]],
    next: "halcyon secret link APP SECRET --store STORE --path PATH",
  });
  action(stores, cli, async ({ session }) => {
    const found = await (await session.client()).call(secretEndpoints.stores, {});
    session.output.show(found, () =>
      found.items.length === 0
        ? "There is no store: operations name them in the file of HALCYON_SECRET_STORES."
        : session.output.table(found.items, [
            { title: "STORE", value: ({ name }) => name },
            { title: "KIND", value: ({ kind }) => kind },
            { title: "KEYS", value: ({ keyed }) => (keyed ? "yes" : "no") },
            { title: "PATHS BELOW", value: ({ paths }) => listed(paths), flexible: true },
          ]),
    );
  });

  const rotate = withValue(
    verb(secret, "rotate <app> <secret>", {
      summary: "Store the next version of a secret, and an app version by the same spec that uses it",
      about:
        "Of a secret that is linked to a store, the store's newest version is taken. Nothing runs with it until the app version is released: approval, steps and rollback as ever.",
      examples: [["secret rotate frontpage db-password", "Asks for the new value, unless it is in a store"]],
      next: "halcyon release create APP, then halcyon secret revoke the old version.",
    }),
  );
  action<ValueOptions>(rotate, cli, async ({ session, args: [app = "", name = ""], options }) => {
    const client = await session.client();
    const { items } = await client.call(secretEndpoints.list, { params: { app } });
    const linked = (items.find((one) => one.name === name)?.versions[0]?.source ?? null) !== null;
    const given = options.fromFile !== undefined || options.stdin === true;
    const made = await client.call(secretEndpoints.rotate, {
      params: { app, secret: name },
      body: linked && !given ? {} : { value: await readValue(session.io, options) },
    });
    const version = `Version ${made.secret.versions[0]?.version} of secret ${name} is stored.`;
    session.output.show(made, () =>
      made.app.outcome === "created"
        ? `${version} Version ${made.app.version.number} of ${app} uses it.`
        : `${version} The spec of ${app} does not use the latest version of it, so no app version was made.`,
    );
    if (made.app.outcome === "created") session.output.next([`release create ${app}`, "takes it out"]);
  });

  const revoke = verb(secret, "revoke <app> <secret>", {
    summary: "Forbid a version of a secret from now on",
    about:
      "Plans, starts and rollbacks that need it are refused. What runs with it goes on: release another version first.",
    examples: [["secret revoke frontpage db-password 1 --reason 'it was in a log'", "For good; asks first"]],
    next: "halcyon secret list APP",
  })
    .addArgument(new Argument("<version>", "its number").argParser(positive))
    .option("-r, --reason <text>", "why, for the record")
    .option("-y, --yes", "do not ask");
  action<{ reason?: string; yes?: boolean }>(revoke, cli, async ({ session, args, options }) => {
    const [app, name, version] = args as unknown as [string, string, number];
    const reason = await reasonFor(session.io, options.reason);
    const client = await session.client();
    if (options.yes !== true) {
      const { items } = await client.call(secretEndpoints.list, { params: { app } });
      const used = items
        .find((one) => one.name === name)
        ?.versions.find((one) => one.version === version)?.usedBy;
      session.output.note(
        `${counted(used?.length ?? 0, "version")} of ${app} can no longer be released or rolled back to: ${listed((used ?? []).map((one) => `v${one}`))}`,
      );
    }
    if (
      !(await confirm(
        session.io,
        `Revoke version ${version} of secret ${name} for good?`,
        options.yes === true,
      ))
    ) {
      session.output.note("Nothing was done.");
      return;
    }
    const after = await client.call(secretEndpoints.revoke, {
      params: { app, secret: name, version },
      body: { reason },
    });
    session.output.show(after, () => `Version ${version} of secret ${name} is revoked.`);
  });
}

/** A place in a store as people write it: `vault:news/frontpage/db#password, version 7`. */
function placeOf({ store, path, key, version }: NonNullable<SecretVersion["source"]>): string {
  const at = `${store}:${path}${key === null ? "" : `#${key}`}`;
  return version === null ? at : `${at}, version ${version}`;
}

function stateOf({ version, revoked }: SecretVersion, secret: AppSecret): string {
  if (revoked !== null) return `revoked by ${revoked.by}`;
  return version === secret.latest ? "latest" : "older";
}

function withValue(command: Command): Command {
  return command
    .option("--from-file <file>", "read the value from this file, every byte of it")
    .option("--stdin", "read the value from stdin, every byte of it");
}

async function readValue(io: Io, { fromFile, stdin }: ValueOptions): Promise<string> {
  if (fromFile !== undefined) return (await readSource(io, fromFile)).text;
  if (stdin !== true && io.stdin.isTTY !== true)
    throw usageError("No value is given.", "Add --from-file FILE, or --stdin and pipe it in.");
  if (stdin !== true) return readSecret(io, "Value", false);
  const text = (await readBytes(io)).toString("utf8");
  if (text === "") throw usageError("stdin held no value.", "Nothing was sent.");
  return text;
}
