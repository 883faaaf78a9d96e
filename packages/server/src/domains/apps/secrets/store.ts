/**
 * Secrets in the database, sealed. A value is opened in one place: where it is written into a cluster's Secret. Nothing else
 * here answers one.
 */
import type { AppSecret } from "@halcyon/contracts";
import { sql } from "kysely";
import type { Clock } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/database/database.ts";
import type { Actor } from "#platform/http/types.ts";
import type { Secrets } from "#platform/secrets.ts";
import { appErrors } from "../errors.ts";
import type { KnownSecrets, SecretVersionRef } from "./references.ts";
import type { SecretTables } from "./tables.ts";

type Connection = Db | Tx;
const tables = (connection: Connection) => connection.$extendTables<SecretTables>();

export interface SecretStore {
  /** Stores the next version. The caller holds the app's row. */
  add(tx: Tx, actor: Actor, at: { app: string; name: string; value: string }): Promise<number>;
  /** @throws HalcyonError app_secret_not_found */
  revoke(tx: Tx, actor: Actor, at: { app: string; reason: string } & SecretVersionRef): Promise<void>;
  list(connection: Connection, app: string): Promise<AppSecret[]>;
  /** @throws HalcyonError app_secret_not_found */
  get(connection: Connection, app: string, name: string): Promise<AppSecret>;
  /** The value of one version, for a cluster's Secret. @throws HalcyonError app_secret_not_found */
  open(app: string, ref: SecretVersionRef): Promise<string>;
}

const contextOf = (app: string, { secret, version }: SecretVersionRef) =>
  `app-secret:${app}/${secret}@${version}`;

export function createSecretStore(deps: { db: Db; secrets: Secrets; clock: Clock }): SecretStore {
  const { db, secrets, clock } = deps;
  return {
    async add(tx, actor, { app, name, value }) {
      const { last } = await tables(tx)
        .selectFrom("app_secrets")
        .select(({ fn }) => fn.max("version").as("last"))
        .where("app", "=", app)
        .where("name", "=", name)
        .executeTakeFirstOrThrow();
      const version = (last ?? 0) + 1;
      await tables(tx)
        .insertInto("app_secrets")
        .values({
          ...{ app, name, version },
          sealed: secrets.seal(value, contextOf(app, { secret: name, version })),
          author_id: actor.id,
          author_name: actor.name,
          created_at: clock.now(),
          revoked_at: null,
          revoked_by: null,
          revoked_because: null,
        })
        .execute();
      return version;
    },

    async revoke(tx, actor, { app, secret, version, reason }) {
      const found = await tables(tx)
        .selectFrom("app_secrets")
        .select("revoked_at")
        .where("app", "=", app)
        .where("name", "=", secret)
        .where("version", "=", version)
        .forUpdate()
        .executeTakeFirst();
      if (found === undefined) throw missing(app, secret, version);
      if (found.revoked_at !== null) return;
      await tables(tx)
        .updateTable("app_secrets")
        .set({ revoked_at: clock.now(), revoked_by: actor.name, revoked_because: reason })
        .where("app", "=", app)
        .where("name", "=", secret)
        .where("version", "=", version)
        .execute();
    },

    list,
    async get(connection, app, name) {
      const found = (await list(connection, app)).find((one) => one.name === name);
      if (found === undefined) throw appErrors.secret_not_found({ detail: `${app} has no secret ${name}` });
      return found;
    },

    async open(app, ref) {
      const row = await tables(db)
        .selectFrom("app_secrets")
        .select("sealed")
        .where("app", "=", app)
        .where("name", "=", ref.secret)
        .where("version", "=", ref.version)
        .executeTakeFirst();
      if (row === undefined) throw missing(app, ref.secret, ref.version);
      return secrets.open(row.sealed, contextOf(app, ref));
    },
  };
}

const missing = (app: string, name: string, version: number) =>
  appErrors.secret_not_found({ detail: `${app} has no version ${version} of secret ${name}` });

async function list(connection: Connection, app: string): Promise<AppSecret[]> {
  const rows = await tables(connection)
    .selectFrom("app_secrets")
    .select(["name", "version", "author_id", "author_name", "created_at"])
    .select(["revoked_at", "revoked_by", "revoked_because"])
    .where("app", "=", app)
    .orderBy("name")
    .orderBy("version", "desc")
    .execute();
  const users = await usersOf(connection, app);
  const found = new Map<string, AppSecret>();
  for (const row of rows) {
    const secret = found.get(row.name) ?? { name: row.name, latest: null, versions: [] };
    if (secret.latest === null && row.revoked_at === null) secret.latest = row.version;
    secret.versions.push({
      version: row.version,
      author: { id: row.author_id, name: row.author_name },
      createdAt: row.created_at.toISOString(),
      revoked:
        row.revoked_at === null
          ? null
          : {
              by: row.revoked_by ?? "",
              at: row.revoked_at.toISOString(),
              reason: row.revoked_because ?? "",
            },
      usedBy: (users.get(`${row.name}@${row.version}`) ?? []).slice(0, 20),
    });
    found.set(row.name, secret);
  }
  return [...found.values()];
}

/** Of the newest 200 versions of an app, which were made with which secret's version: newest first. */
async function usersOf(connection: Connection, app: string): Promise<Map<string, number[]>> {
  const { rows } = await sql<{ ref: string; number: number }>`
    select distinct m.value #>> '{metadata,annotations,halcyon.dev/secret-refs}' as ref, v.number
    from (select number, rendering from app_versions where app = ${app} order by number desc limit 200) v,
      json_each(v.rendering) c, json_array_elements(c.value) m
    where m.value ->> 'kind' = 'Secret' and m.value #>> '{metadata,annotations,halcyon.dev/secret-refs}' is not null
    order by v.number desc`.execute(connection);
  const users = new Map<string, number[]>();
  for (const { ref, number } of rows) users.set(ref, [...(users.get(ref) ?? []), number]);
  return users;
}

/** What checking and pinning a spec need to know of an app's secrets. */
export async function knownSecrets(connection: Connection, app: string): Promise<KnownSecrets> {
  const rows = await tables(connection)
    .selectFrom("app_secrets")
    .select(["name", "version", "revoked_at"])
    .where("app", "=", app)
    .orderBy("version")
    .execute();
  const known = new Map<string, { latest: number | null; revoked: Set<number>; count: number }>();
  for (const { name, version, revoked_at } of rows) {
    const secret = known.get(name) ?? { latest: null, revoked: new Set(), count: 0 };
    secret.count = version;
    if (revoked_at === null) secret.latest = version;
    else secret.revoked.add(version);
    known.set(name, secret);
  }
  return known;
}
