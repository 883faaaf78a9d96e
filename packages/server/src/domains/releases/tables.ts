import type { Plan, ReleaseState, TargetStatus } from "@halcyon/contracts";
import type { ColumnType, Generated } from "kysely";
import type { Migration } from "#platform/database/database.ts";
import type { PlanWish } from "./planner.ts";

type Json<T> = ColumnType<T, string, string>;
type Instant = ColumnType<Date, Date | string, Date | string>;

export interface Approval {
  readonly by: string;
  readonly at: string;
  readonly hash: string;
  readonly expiresAt: string;
  readonly comment: string;
}

/** What the engine saw, as last persisted; a projection, never the base of a decision about a cluster. */
export interface EngineStatus {
  /** The revision all of it was observed for. */
  readonly revision: number;
  readonly stepReady: boolean;
  readonly targets: readonly TargetStatus[];
  readonly gates: readonly {
    readonly passed: boolean;
    readonly reason: string;
    readonly since: string | null;
  }[];
}

export type ReleaseTable = {
  id: string;
  app: string;
  team: string;
  number: number;
  author: string;
  /** Everyone who shaped its content: none of them approves it. */
  contributors: Json<readonly string[]>;
  message: string;
  from_version: number | null;
  to_version: number;
  plan: Json<Plan>;
  hash: string;
  wish: Json<PlanWish>;
  approval: ColumnType<Approval | null, string | null, string | null>;
  state: ReleaseState;
  direction: "forward" | "back";
  position: number;
  finishing: boolean;
  finish_from: number;
  revision: number;
  /** By target, the revision of the last decision to put a foreign edit back. */
  put_back: Json<Readonly<Record<string, number>>>;
  skipped: Json<readonly { target: string; reason: string; by: string }[]>;
  step_since: Instant;
  step_ready_at: ColumnType<Date | null, Date | null, Date | null>;
  actor: string;
  reason: string | null;
  status: Json<EngineStatus>;
  /** The last revision at which the engine had no earlier write under way. */
  acknowledged: number;
  created_at: ColumnType<Date, Date | undefined, never>;
  updated_at: Instant;
  closed_at: ColumnType<Date | null, Date | null, Date | null>;
};

export type ReleaseTables = {
  releases: ReleaseTable;
  release_targets: {
    release: string;
    target: string;
    memory: ColumnType<unknown, string, string>;
    epoch: number;
  };
  release_events: {
    release: string;
    seq: number;
    at: ColumnType<Date, Date, never>;
    actor: string;
    kind: string;
    step: number | null;
    target: string | null;
    text: string;
    instances: string[];
    detail: Json<Record<string, unknown>>;
  };
  release_running: { app: string; target: string; version: number };
  release_freezes: {
    id: Generated<string>;
    scope: "all" | "team" | "app";
    name: string | null;
    starts_at: Instant;
    ends_at: Instant;
    reason: string;
    created_by: string;
  };
};

export const migrations: readonly Migration[] = [
  {
    name: "0500-releases",
    sql: `
create table releases (
  id text primary key,
  app text not null,
  team text not null references access_teams (name),
  number integer not null,
  author text not null,
  contributors jsonb not null,
  message text not null,
  from_version integer,
  to_version integer not null,
  plan jsonb not null,
  hash text not null,
  approval jsonb,
  state text not null,
  direction text not null default 'forward',
  position integer not null default 0,
  finishing boolean not null default false,
  finish_from integer not null default 0,
  revision integer not null default 1,
  put_back integer not null default 0,
  skipped jsonb not null default '[]',
  step_since timestamptz not null default now(),
  step_ready_at timestamptz,
  actor text not null,
  reason text,
  status jsonb not null default '{"revision":0,"stepReady":false,"targets":[],"gates":[]}',
  acknowledged integer not null default 0,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  closed_at timestamptz,
  unique (app, number)
);
-- One release at a time per app; plans that wait for approval hold nobody up.
create unique index releases_slot on releases (app) where state in ('running', 'held', 'stopped', 'aborted');
create index releases_newest on releases (created_at desc, id desc);

create table release_targets (
  release text not null references releases (id),
  target text not null,
  memory jsonb,
  epoch integer not null default 0,
  primary key (release, target)
);

create table release_events (
  release text not null references releases (id),
  seq integer not null,
  at timestamptz not null,
  actor text not null,
  kind text not null,
  step integer,
  target text,
  text text not null,
  instances text[] not null default '{}',
  detail jsonb not null default '{}',
  primary key (release, seq)
);

-- Which version runs where, as releases left it.
create table release_running (
  app text not null,
  target text not null,
  version integer not null,
  primary key (app, target)
);

create table release_freezes (
  id uuid primary key default uuidv7(),
  scope text not null,
  name text,
  starts_at timestamptz not null,
  ends_at timestamptz not null,
  reason text not null,
  created_by text not null
);
`,
  },
  {
    name: "0501-put-back-by-target",
    sql: `
alter table releases alter column put_back drop default;
alter table releases alter column put_back type jsonb using '{}'::jsonb;
alter table releases alter column put_back set default '{}';
`,
  },
  {
    name: "0502-wish",
    sql: "alter table releases add column wish jsonb not null default '{}'",
  },
];
