import type { ColumnType } from "kysely";
import type { Migration } from "#platform/database/database.ts";

type Immutable<T> = ColumnType<T, T, never>;

export type SecretTables = {
  app_secrets: {
    app: Immutable<string>;
    name: Immutable<string>;
    version: Immutable<number>;
    /** The value, or of one in a store the value's digest. Opens only in the context of this app, name and version. */
    sealed: Immutable<string>;
    /** Where the value is; null: here. */
    store: Immutable<string | null>;
    path: Immutable<string | null>;
    key: Immutable<string | null>;
    store_version: Immutable<number | null>;
    author_id: Immutable<string>;
    author_name: Immutable<string>;
    created_at: ColumnType<Date, Date, never>;
    revoked_at: Date | null;
    revoked_by: string | null;
    revoked_because: string | null;
  };
};

// A version changes in one way only: it is revoked, once.
const secrets = `
create table app_secrets (
  app text not null references apps (name),
  name text not null,
  version integer not null check (version >= 1),
  sealed text not null,
  author_id text not null,
  author_name text not null,
  created_at timestamptz not null,
  revoked_at timestamptz,
  revoked_by text,
  revoked_because text,
  primary key (app, name, version)
);

create function app_secrets_immutable() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.revoked_at is not null
    or (new.app, new.name, new.version, new.sealed, new.author_id, new.created_at)
      is distinct from (old.app, old.name, old.version, old.sealed, old.author_id, old.created_at) then
    raise exception 'version % of secret % of app % is immutable', old.version, old.name, old.app;
  end if;
  return new;
end $$;
create trigger app_secrets_immutable before update or delete on app_secrets
  for each row execute function app_secrets_immutable();
`;

// A version whose value stays in an outside store keeps where it is, and what it was when it was pinned.
const stores = `
alter table app_secrets
  add column store text,
  add column path text,
  add column key text,
  add column store_version integer,
  add check ((store is null) = (path is null)),
  add check (store is not null or (key is null and store_version is null));

create or replace function app_secrets_immutable() returns trigger language plpgsql as $$
begin
  if tg_op = 'DELETE' or old.revoked_at is not null
    or (new.app, new.name, new.version, new.sealed, new.author_id, new.created_at,
        new.store, new.path, new.key, new.store_version)
      is distinct from (old.app, old.name, old.version, old.sealed, old.author_id, old.created_at,
        old.store, old.path, old.key, old.store_version) then
    raise exception 'version % of secret % of app % is immutable', old.version, old.name, old.app;
  end if;
  return new;
end $$;
`;

export const secretMigrations: readonly Migration[] = [
  { name: "0420-app-secrets", sql: secrets },
  { name: "0421-secrets-in-stores", sql: stores },
];
