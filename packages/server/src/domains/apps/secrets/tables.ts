import type { ColumnType } from "kysely";
import type { Migration } from "#platform/database/database.ts";

type Immutable<T> = ColumnType<T, T, never>;

export type SecretTables = {
  app_secrets: {
    app: Immutable<string>;
    name: Immutable<string>;
    version: Immutable<number>;
    /** Opens only in the context of this app, name and version. */
    sealed: Immutable<string>;
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

export const secretMigrations: readonly Migration[] = [{ name: "0420-app-secrets", sql: secrets }];
