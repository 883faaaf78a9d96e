import type { Generated } from "kysely";
import type { Migration } from "#platform/database/database.ts";
import type { Json } from "#platform/http/types.ts";

export type AuditTables = {
  audit_events: {
    id: Generated<string>;
    at: Date;
    actor_id: string;
    actor_name: string;
    actor_display_name: string;
    actor_kind: "person" | "system";
    via: "session" | "token" | "system";
    verb: string;
    subject_kind: string;
    subject_id: string;
    subject_name: string;
    team: string | null;
    app: string | null;
    clusters: string[];
    rooms: string[];
    search: Generated<string>;
    detail: Json;
    request_id: string | null;
    address: string | null;
  };
};

export const migrations: readonly Migration[] = [
  {
    name: "0200-audit",
    sql: `
      -- Names are copied, not referenced: the row says what was true then, and outlives what it is about.
      create table audit_events (
        id uuid primary key default uuidv7(),
        at timestamptz not null,
        actor_id text not null,
        actor_name text not null,
        actor_display_name text not null,
        actor_kind text not null,
        via text not null,
        verb text not null,
        subject_kind text not null,
        subject_id text not null,
        subject_name text not null,
        team text,
        app text,
        detail jsonb not null,
        request_id text,
        address text
      );
      create index audit_events_actor on audit_events (actor_name, id);
      create index audit_events_subject on audit_events (subject_name, id);
      create index audit_events_team on audit_events (team, id);
      create index audit_events_app on audit_events (app, id);

      create function audit_is_append_only() returns trigger language plpgsql as $$
      begin
        raise exception 'audit rows are never changed or removed';
      end $$;
      create trigger audit_events_append_only before update or delete or truncate on audit_events
        for each statement execute function audit_is_append_only();
    `,
  },
  {
    name: "0600-audit-places",
    sql: `
      -- What a change reaches, and its words: the timeline is filtered by both.
      alter table audit_events add column clusters text[] not null default '{}';
      alter table audit_events add column rooms text[] not null default '{}';
      alter table audit_events add column search tsvector not null generated always as (
        to_tsvector('simple', translate(
          subject_name || ' ' || actor_name || ' ' || actor_display_name || ' ' || verb || ' ' ||
          left(coalesce(detail->>'message', '') || ' ' || coalesce(detail->>'reason', '') || ' ' ||
               coalesce(detail->>'comment', ''), 20000),
          '-_./:@,', '       '))) stored;
      create index audit_events_clusters on audit_events using gin (clusters);
      create index audit_events_rooms on audit_events using gin (rooms);
      create index audit_events_search on audit_events using gin (search);
      create index audit_events_at on audit_events (at, id);
    `,
  },
  {
    name: "0602-audit-subject-id",
    // What lies over a change, before it is taken back.
    sql: "create index audit_events_subject_id on audit_events (subject_kind, subject_id, id)",
  },
  {
    name: "0604-audit-words-without-spaces",
    sql: `
      -- Chinese, Japanese and Korean are written without spaces: each character is a word, and several in a row are a phrase.
      alter table audit_events drop column search;
      alter table audit_events add column search tsvector not null generated always as (
        to_tsvector('simple', regexp_replace(translate(
          subject_name || ' ' || actor_name || ' ' || actor_display_name || ' ' || verb || ' ' ||
          left(coalesce(detail->>'message', '') || ' ' || coalesce(detail->>'reason', '') || ' ' ||
               coalesce(detail->>'comment', ''), 20000),
          '-_./:@,', '       '),
          '([\\u2E80-\\u9FFF\\uAC00-\\uD7AF\\uF900-\\uFAFF\\U00020000-\\U0003FFFF])', ' \\1 ', 'g'))) stored;
      create index audit_events_search on audit_events using gin (search);
    `,
  },
];
