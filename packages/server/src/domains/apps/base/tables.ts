import type { BaseDocument } from "@halcyon/contracts";
import type { ColumnType } from "kysely";
import type { Migration } from "#platform/database/database.ts";

type Immutable<T> = ColumnType<T, T, never>;

export type BaseTables = {
  app_bases: {
    base: Immutable<string>;
    version: Immutable<number>;
    text: Immutable<string>;
    document: ColumnType<BaseDocument, string, never>;
    message: Immutable<string>;
    author_id: Immutable<string>;
    author_name: Immutable<string>;
    created_at: ColumnType<Date, Date | undefined, never>;
  };
};

const bases = `
create table app_bases (
  base text not null check (base = 'organisation' or base like 'team:%' or base like 'room:%'),
  version integer not null check (version >= 1),
  text text not null,
  document json not null,
  message text not null,
  author_id text not null,
  author_name text not null,
  created_at timestamptz not null default now(),
  primary key (base, version)
);

create function app_bases_immutable() returns trigger language plpgsql as $$
begin
  raise exception 'version % of base % is immutable', old.version, old.base;
end $$;
create trigger app_bases_immutable before update or delete on app_bases
  for each row execute function app_bases_immutable();

-- What was rendered before there were bases was rendered with none.
alter table app_versions add column bases json not null default '[]';
`;

export const baseMigrations: readonly Migration[] = [{ name: "0460-bases", sql: bases }];
