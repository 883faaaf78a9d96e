import type { Role } from "@halcyon/contracts";
import type { ColumnType, Generated } from "kysely";
import type { Migration } from "#platform/database/database.ts";

type CreatedAt = ColumnType<Date, Date | undefined, never>;

export type AccessTables = {
  access_teams: { name: string; display_name: string; created_at: CreatedAt };
  access_users: {
    id: Generated<string>;
    name: string;
    display_name: string;
    email: string | null;
    password_hash: string;
    disabled_at: Date | null;
    created_at: CreatedAt;
    last_sign_in_at: Date | null;
  };
  access_grants: { user_id: string; role: Role; team: string | null };
  access_sessions: {
    id: Generated<string>;
    user_id: string;
    token_hash: string;
    address: string;
    created_at: Date;
    last_seen_at: Date;
    expires_at: Date;
  };
  access_tokens: {
    id: Generated<string>;
    user_id: string;
    name: string;
    access: "full" | "read";
    prefix: string;
    token_hash: string;
    created_at: Date;
    expires_at: Date;
    last_used_at: Date | null;
  };
  access_throttle: { key: string; failures: number; began_at: Date };
};

export const migrations: readonly Migration[] = [
  {
    name: "0100-access",
    sql: `
      -- Whatever is owned by a team references it, so a team that owns something cannot be removed.
      create table access_teams (
        name text primary key,
        display_name text not null,
        created_at timestamptz not null default now()
      );

      create table access_users (
        id uuid primary key default uuidv7(),
        name text not null unique,
        display_name text not null,
        email text,
        password_hash text not null,
        disabled_at timestamptz,
        created_at timestamptz not null default now(),
        last_sign_in_at timestamptz
      );

      create table access_grants (
        user_id uuid not null references access_users (id) on delete cascade,
        role text not null,
        team text references access_teams (name) on delete cascade,
        unique nulls not distinct (user_id, role, team)
      );
      create index access_grants_team on access_grants (team);

      -- Of session and API tokens only a SHA-256 is kept: they are long and random, so nothing slower is needed.
      create table access_sessions (
        id uuid primary key default uuidv7(),
        user_id uuid not null references access_users (id) on delete cascade,
        token_hash text not null unique,
        address text not null,
        created_at timestamptz not null,
        last_seen_at timestamptz not null,
        expires_at timestamptz not null
      );
      create index access_sessions_user on access_sessions (user_id);

      create table access_tokens (
        id uuid primary key default uuidv7(),
        user_id uuid not null references access_users (id) on delete cascade,
        name text not null,
        access text not null check (access in ('full', 'read')),
        prefix text not null,
        token_hash text not null unique,
        created_at timestamptz not null,
        expires_at timestamptz not null,
        last_used_at timestamptz,
        unique (user_id, name)
      );

      create table access_throttle (
        key text primary key,
        failures int not null,
        began_at timestamptz not null
      );
    `,
  },
];
