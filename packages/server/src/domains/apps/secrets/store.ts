/**
 * Secrets in the database, sealed; of those in an outside store only where they are, and a sealed digest. A value is opened in
 * one place: where it is written into a cluster's Secret. Nothing else here answers one.
 */
import type { AppSecret, SecretVersion } from "@halcyon/contracts";
import { sql } from "kysely";
import { createHash } from "node:crypto";
import type { Clock } from "#platform/clock.ts";
import type { Db, Tx } from "#platform/database/database.ts";
import type { Actor } from "#platform/http/types.ts";
import type { Secrets } from "#platform/secrets.ts";
import { appErrors } from "../errors.ts";
import type { Outside } from "./outside.ts";
import type { KnownSecrets, SecretVersionRef } from "./references.ts";
import type { SecretTables } from "./tables.ts";

type Connection = Db | Tx;
const tables = (connection: Connection) => connection.$extendTables<SecretTables>();

export interface NewSecretVersion {
  readonly app: string;
  readonly name: string;
  readonly value: string;
  /** Where the value stays; without it, it is kept here. */
  readonly source?: SecretSource;
}

export interface SecretStore {
  /** Stores the next version. The caller holds the app's row. */
  add(tx: Tx, actor: Actor, made: NewSecretVersion): Promise<number>;
  /** @throws HalcyonError app_secret_not_found */
  revoke(tx: Tx, actor: Actor, at: { app: string; reason: string } & SecretVersionRef): Promise<void>;
  list(connection: Connection, app: string): Promise<AppSecret[]>;
  /** @throws HalcyonError app_secret_not_found */
  get(connection: Connection, app: string, name: string): Promise<AppSecret>;
  /** Whether a value is the one a version has. @throws HalcyonError app_secret_not_found */
  isValueOf(connection: Connection, app: string, ref: SecretVersionRef, value: string): Promise<boolean>;
  /**
   * The value of one version, for a cluster's Secret; of a linked one as its store answers it, if it is the pinned one.
   * @throws HalcyonError app_secret_not_found, app_secret_changed_in_store, or as an outside store does
   */
  open(app: string, ref: SecretVersionRef, signal: AbortSignal): Promise<string>;
}

const contextOf = (app: string, { secret, version }: SecretVersionRef) =>
  `app-secret:${app}/${secret}@${version}`;
// Sealed for another purpose, a digest can never be taken for a value.
const digestContextOf = (app: string, ref: SecretVersionRef) => `digest:${contextOf(app, ref)}`;
const digestOf = (value: string) => createHash("sha256").update(value, "utf8").digest("hex");

export function createSecretStore(deps: {
  db: Db;
  secrets: Secrets;
  clock: Clock;
  outside: Pick<Outside, "read">;
}): SecretStore {
  const { db, secrets, clock, outside } = deps;

  async function rowOf(connection: Connection, app: string, ref: SecretVersionRef) {
    const row = await tables(connection)
      .selectFrom("app_secrets")
      .select(["sealed", "store", "path", "key", "store_version"])
      .where("app", "=", app)
      .where("name", "=", ref.secret)
      .where("version", "=", ref.version)
      .executeTakeFirst();
    if (row === undefined) throw missing(app, ref.secret, ref.version);
    return { sealed: row.sealed, source: sourceOf(row) };
  }

  return {
    async add(tx, actor, { app, name, value, source }) {
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
          sealed:
            source === undefined
              ? secrets.seal(value, contextOf(app, { secret: name, version }))
              : secrets.seal(digestOf(value), digestContextOf(app, { secret: name, version })),
          store: source?.store ?? null,
          path: source?.path ?? null,
          key: source?.key ?? null,
          store_version: source?.version ?? null,
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

    async isValueOf(connection, app, ref, value) {
      const { sealed, source } = await rowOf(connection, app, ref);
      if (source === null) return secrets.open(sealed, contextOf(app, ref)) === value;
      return secrets.open(sealed, digestContextOf(app, ref)) === digestOf(value);
    },

    async open(app, ref, signal) {
      const { sealed, source } = await rowOf(db, app, ref);
      if (source === null) return secrets.open(sealed, contextOf(app, ref));
      const value = await outside.read(source, signal);
      if (secrets.open(sealed, digestContextOf(app, ref)) === digestOf(value)) return value;
      throw appErrors.secret_changed_in_store({
        detail: `${source.path} in store ${source.store} is not what it was when version ${ref.version} of secret ${ref.secret} of ${app} was made`,
      });
    },
  };
}

/** Where a value is that stays outside. */
export type SecretSource = NonNullable<SecretVersion["source"]>;

function sourceOf(row: {
  store: string | null;
  path: string | null;
  key: string | null;
  store_version: number | null;
}): SecretSource | null {
  const { store, path, key, store_version: version } = row;
  return store === null || path === null ? null : { store, path, key, version };
}

const missing = (app: string, name: string, version: number) =>
  appErrors.secret_not_found({ detail: `${app} has no version ${version} of secret ${name}` });

async function list(connection: Connection, app: string): Promise<AppSecret[]> {
  const rows = await tables(connection)
    .selectFrom("app_secrets")
    .select(["name", "version", "author_id", "author_name", "created_at"])
    .select(["store", "path", "key", "store_version"])
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
      source: sourceOf(row),
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
