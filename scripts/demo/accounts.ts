import { randomUUID } from "node:crypto";
import { accessEndpoints, type Grant, type Role } from "@halcyon/contracts";
import { type Client, createClient } from "../../packages/cli/src/client/client.ts";
import { httpFetch } from "../../packages/cli/src/client/http.ts";
import { type Context, readContexts, writeContexts } from "../../packages/cli/src/contexts.ts";
import { CliError, exitCodes } from "../../packages/cli/src/errors.ts";
import type { Place } from "./place.ts";
import type { DemoServer } from "./server.ts";

/** The demo listens on loopback only and holds nothing: its password may be known to everybody. */
export const demoPassword = "halcyon-demo";
export const demoTeam = "news";

interface DemoAccount {
  readonly name: Exclude<Role, "viewer">;
  readonly displayName: string;
  readonly about: string;
  readonly grants: readonly Grant[];
}

export const demoAccounts: readonly DemoAccount[] = [
  {
    name: "developer",
    displayName: "Dev of News",
    about: "ships what team news owns",
    grants: [{ role: "developer", team: demoTeam }],
  },
  {
    name: "lead",
    displayName: "Lead of News",
    about: "approves what others of team news plan",
    grants: [{ role: "lead", team: demoTeam }],
  },
  {
    name: "operator",
    displayName: "Operations",
    about: "runs clusters, decides policies",
    grants: [{ role: "operator", team: null }],
  },
  {
    name: "admin",
    displayName: "Administrator",
    about: "may do everything, but not approve their own",
    grants: [{ role: "admin", team: null }],
  },
];

/** One client for each account, signed in. */
export type DemoClients = Readonly<Record<DemoAccount["name"], Client>>;

/** Less than this left of a sign-in, and the demo makes a new one. */
const enoughLeftMs = 24 * 3_600_000;

/** Makes what is missing of team and accounts, signs all of them in, and keeps that as the contexts of `./halcyon`. */
export async function prepareAccounts(
  server: DemoServer,
  place: Place,
  signal: AbortSignal,
): Promise<DemoClients> {
  const clientFor = (token?: string) =>
    createClient({ server: server.url, token, fetch: httpFetch, newKey: randomUUID, signal });
  const kept = (await readContexts(place.contexts).catch(() => undefined))?.contexts ?? {};

  async function signedIn(name: string): Promise<Context> {
    const before = kept[name];
    if (before !== undefined && (await stillGood(clientFor(before.token))))
      return { ...before, server: server.url };
    const body = { name, password: demoPassword, deliver: "token" } as const;
    const { token, expiresAt } = await clientFor().call(accessEndpoints.signIn, { body });
    if (token === null) throw new Error(`signing in as ${name} delivered no token`);
    return { server: server.url, user: name, token, expiresAt };
  }

  if (server.setupToken !== null) {
    const { setupToken } = server;
    const body = { setupToken, name: "admin", displayName: "Administrator", password: demoPassword };
    await clientFor().call(accessEndpoints.setup, { body });
  }
  const first = await signedIn("admin");
  await createMissing(clientFor(first.token));
  const contexts: Record<string, Context> = { admin: first };
  for (const { name } of demoAccounts) contexts[name] ??= await signedIn(name);
  await writeContexts(place.contexts, { current: "developer", contexts });
  return Object.fromEntries(
    demoAccounts.map(({ name }) => [name, clientFor(contexts[name]?.token)]),
  ) as unknown as DemoClients;
}

async function stillGood(client: Client): Promise<boolean> {
  try {
    const { expiresAt } = await client.call(accessEndpoints.whoami, {});
    return Date.parse(expiresAt) - Date.now() > enoughLeftMs;
  } catch {
    return false;
  }
}

async function createMissing(admin: Client): Promise<void> {
  const { items } = await admin.call(accessEndpoints.listUsers, { query: { limit: 100 } });
  const known = new Set(items.map(({ name }) => name));
  await unlessThere(() =>
    admin.call(accessEndpoints.createTeam, { body: { name: demoTeam, displayName: "News" } }),
  );
  for (const { name, displayName, grants } of demoAccounts.filter((account) => !known.has(account.name))) {
    const body = { name, displayName, password: demoPassword, grants: [...grants] };
    await unlessThere(() => admin.call(accessEndpoints.createUser, { body }));
  }
}

/** Does something that an earlier start may have done already. */
export async function unlessThere(work: () => Promise<unknown>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (!(error instanceof CliError) || error.failure.exitCode !== exitCodes.conflict) throw error;
  }
}
