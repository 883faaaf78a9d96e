import type { Migration } from "#platform/database/database.ts";

/** What the platform itself keeps. */
export const platformMigrations: readonly Migration[] = [
  {
    name: "0000-platform",
    sql: `
      -- A lease's row stays after its release: the epoch must never go back.
      create table platform_leases (
        name text primary key,
        holder uuid,
        epoch bigint not null,
        expires_at timestamptz not null
      );

      -- Changes already made, by who made them and the key they sent, so that a retry is answered and not repeated.
      create table platform_idempotency (
        actor text not null,
        key text not null,
        fingerprint text not null,
        status int not null,
        -- Sealed, because an answer may hold a secret that is shown once; null: made, but its answer is unknown.
        response text,
        created_at timestamptz not null default now(),
        primary key (actor, key)
      );
      create index platform_idempotency_age on platform_idempotency (created_at);

      -- Single facts about this installation.
      create table platform_settings (
        key text primary key,
        value text not null
      );
    `,
  },
];
