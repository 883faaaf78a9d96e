import type { ColumnType, Generated } from "kysely";
import type { Migration } from "#platform/database/database.ts";

/** How the last attempts at a remote went. */
export interface RemoteState {
  readonly state: "in-sync" | "unreachable" | "diverged";
  /** The commit the remote's branch is at, as far as known; null: it has no such branch yet. */
  readonly commit: string | null;
  /** Since when it is in this state. */
  readonly since: string;
  readonly pushedAt: string | null;
  readonly reason: string;
}

export type ChangesTables = {
  git_queue: {
    id: Generated<string>;
    kind: "version" | "base" | "policy" | "removal";
    name: string;
    number: number | null;
    content: unknown;
    change: string | null;
    author: { readonly id: string; readonly name: string } | null;
    queued_at: Date;
    position: number | null;
    commit: string | null;
  };
  git_state: {
    one: true;
    epoch: number;
    position: number;
    commit: string | null;
    exported_at: Date | null;
    path: string | null;
    problem: string | null;
    problem_since: Date | null;
    remote: ColumnType<RemoteState | null, string | null, string | null>;
  };
};

export const migrations: readonly Migration[] = [
  {
    name: "0601-git-export",
    sql: `
      -- What is to become a commit. Filled by triggers, in the transaction of the version: no way of making one can forget it.
      create table git_queue (
        id bigserial primary key,
        kind text not null check (kind in ('version', 'base', 'policy', 'removal')),
        name text not null,
        number integer,
        content jsonb,
        -- The audit row of the same transaction, and who made it.
        change uuid,
        author jsonb,
        xid xid8 not null default pg_current_xact_id(),
        queued_at timestamptz not null default now(),
        -- The place in Git's history, without gaps. The leased writer gives it to what it sees committed: ids are drawn
        -- before the commit, so a smaller one may become visible after a greater one.
        position bigint unique,
        commit text
      );
      create index git_queue_waiting on git_queue (id) where position is null;
      create index git_queue_unlinked on git_queue (xid) where change is null;
      create index git_queue_version on git_queue (name, number);

      create table git_state (
        one boolean primary key default true check (one),
        epoch bigint not null default 0,
        position bigint not null default 0,
        commit text,
        exported_at timestamptz,
        path text,
        problem text,
        problem_since timestamptz,
        remote jsonb
      );
      insert into git_state default values;

      -- What there is already, in the order of time; within one app or base always in that of its numbers.
      insert into git_queue (kind, name, number, content, change, author, xid, queued_at)
      select kind, name, number, content, change, author, '0', at from (
        select 'version' as kind, app as name, number, null::jsonb as content, null::uuid as change, null::jsonb as author,
          max(created_at) over (partition by app order by number) as at from app_versions
        union all
        select 'base', base, version, null, null, null,
          max(created_at) over (partition by base order by version) from app_bases
        union all
        select case verb when 'app.remove' then 'removal' else 'policy' end, subject_name, null,
          coalesce(detail->'to', detail->'policy'), id, jsonb_build_object('id', actor_id, 'name', actor_display_name), at
        from audit_events where verb in ('app.policy.set', 'app.create', 'app.remove')
      ) as known order by at, kind, name, number;

      create function git_queue_version() returns trigger language plpgsql as $$
      begin
        insert into git_queue (kind, name, number, queued_at) values ('version', new.app, new.number, new.created_at);
        return null;
      end $$;
      create trigger git_queue_version after insert on app_versions
        for each row execute function git_queue_version();

      create function git_queue_base() returns trigger language plpgsql as $$
      begin
        insert into git_queue (kind, name, number, queued_at) values ('base', new.base, new.version, new.created_at);
        return null;
      end $$;
      create trigger git_queue_base after insert on app_bases
        for each row execute function git_queue_base();

      create function git_queue_audit() returns trigger language plpgsql as $$
      declare
        who jsonb := jsonb_build_object('id', new.actor_id, 'name', new.actor_display_name);
      begin
        update git_queue set change = new.id, author = who where xid = pg_current_xact_id() and change is null;
        if new.verb in ('app.policy.set', 'app.create', 'app.remove') then
          insert into git_queue (kind, name, content, change, author, queued_at)
          values (case new.verb when 'app.remove' then 'removal' else 'policy' end, new.subject_name,
            coalesce(new.detail->'to', new.detail->'policy'), new.id, who, new.at);
        end if;
        return null;
      end $$;
      create trigger git_queue_audit after insert on audit_events
        for each row execute function git_queue_audit();
    `,
  },
  {
    name: "0603-git-versions-before",
    sql: "create index git_queue_versions on git_queue (name, position) where kind = 'version'",
  },
];
