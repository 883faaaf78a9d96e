import type { AppPolicy, AppSpec, AppTarget, BaseReference, VersionSource } from "@halcyon/contracts";
import type { ColumnType } from "kysely";
import type { Migration } from "#platform/database/database.ts";
import { adoptionMigrations } from "./adopt/tables.ts";
import { type BaseTables, baseMigrations } from "./base/tables.ts";
import { secretMigrations } from "./secrets/tables.ts";
import type { Rendering, VersionOrigin } from "./types.ts";

/** A JSON document: written as text, read parsed. */
type Document<T> = ColumnType<T, string, string>;
type Immutable<T> = ColumnType<T, T, never>;

export type AppTables = BaseTables & {
  apps: {
    name: Immutable<string>;
    team: string;
    namespace: string;
    policy: Document<AppPolicy>;
    /** Number of the latest version, 0 before the first. Numbers go on when a removed app comes back. */
    latest: number;
    created_at: ColumnType<Date, Date | undefined, never>;
    updated_at: ColumnType<Date, Date | undefined, Date>;
    removed_at: Date | null;
  };
  app_versions: {
    app: Immutable<string>;
    number: Immutable<number>;
    text: Immutable<string>;
    spec: ColumnType<AppSpec, string, never>;
    images: ColumnType<string[], string, never>;
    targets: ColumnType<AppTarget[], string, never>;
    rendering: ColumnType<Rendering, string, never>;
    digest: Immutable<string>;
    bases: ColumnType<BaseReference[], string, never>;
    origin: Immutable<VersionOrigin>;
    based_on: Immutable<number | null>;
    source: ColumnType<VersionSource | null, string | null, never>;
    message: Immutable<string>;
    author_id: Immutable<string>;
    author_name: Immutable<string>;
    created_at: ColumnType<Date, Date | undefined, never>;
  };
};

// json, not jsonb: a rendering is shown as it was made, keys in order. Nothing searches inside.
const apps = `
create table apps (
  name text primary key,
  team text not null references access_teams (name),
  namespace text not null,
  policy jsonb not null,
  latest integer not null default 0 check (latest >= 0),
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  removed_at timestamptz
);
create index apps_team on apps (team);
create index apps_namespace on apps (namespace);

create table app_versions (
  app text not null references apps (name),
  number integer not null check (number >= 1),
  text text not null,
  spec json not null,
  images json not null,
  targets json not null,
  rendering json not null,
  digest text not null,
  origin text not null check (origin in ('apply', 'image', 'restore')),
  based_on integer,
  message text not null,
  author_id text not null,
  author_name text not null,
  created_at timestamptz not null default now(),
  primary key (app, number)
);

create function app_versions_immutable() returns trigger language plpgsql as $$
begin
  raise exception 'version % of app % is immutable', old.number, old.app;
end $$;
create trigger app_versions_immutable before update or delete on app_versions
  for each row execute function app_versions_immutable();
`;

export const migrations: readonly Migration[] = [
  { name: "0400-apps", sql: apps },
  ...baseMigrations,
  ...adoptionMigrations,
  ...secretMigrations,
  { name: "0470-app-version-source", sql: "alter table app_versions add column source json" },
];
