import type { ColumnType } from "kysely";
import type { DriftFinding } from "@halcyon/contracts";
import type { Migration } from "#platform/database/database.ts";

type Instant = ColumnType<Date, Date, Date>;
type MaybeInstant = ColumnType<Date | null, Date | null, Date | null>;
/** A JSON value: written as text, read parsed. */
type Value = ColumnType<unknown, string, string>;

export type StoredState = "same" | "drifted" | "unknown" | "releasing";

export type DriftTables = {
  drift_targets: {
    app: string;
    cluster: string;
    version: number;
    state: StoredState;
    reason: string;
    since: Instant;
    checked_at: MaybeInstant;
  };
  drift_findings: {
    app: string;
    cluster: string;
    object: string;
    field: string;
    change: DriftFinding["change"];
    wanted: Value;
    live: Value;
    manager: string | null;
    operation: string | null;
    changed_at: MaybeInstant;
    person: string | null;
    first_seen: Instant;
    last_seen: Instant;
  };
  drift_ignores: {
    id: ColumnType<string, never, never>;
    app: string;
    cluster: string | null;
    object: string | null;
    field: string | null;
    reason: string;
    until: Instant;
    created_by: string;
    created_at: Instant;
    ended_at: MaybeInstant;
  };
};

const drift = `
-- What the detector last found: a projection of clusters and versions, made anew at any time. Only when something was first
-- seen, and what it was taken into, cannot be found again.
create table drift_targets (
  app text not null references apps (name),
  cluster text not null,
  version integer not null,
  state text not null check (state in ('same', 'drifted', 'unknown', 'releasing')),
  reason text not null,
  since timestamptz not null,
  checked_at timestamptz,
  primary key (app, cluster)
);

create table drift_findings (
  app text not null,
  cluster text not null,
  object text not null,
  field text not null,
  change text not null,
  wanted json not null,
  live json not null,
  manager text,
  operation text,
  changed_at timestamptz,
  person text,
  first_seen timestamptz not null,
  last_seen timestamptz not null,
  taken_in integer,
  primary key (app, cluster, object, field),
  foreign key (app, cluster) references drift_targets (app, cluster) on delete cascade
);

create table drift_ignores (
  id uuid primary key default uuidv7(),
  app text not null references apps (name),
  cluster text,
  object text,
  field text,
  reason text not null,
  until timestamptz not null,
  created_by text not null,
  created_at timestamptz not null,
  ended_at timestamptz
);
create index drift_ignores_app on drift_ignores (app) where ended_at is null;
`;

export const migrations: readonly Migration[] = [
  { name: "0440-drift", sql: drift },
  // What was taken in runs as its version from then on: there is nothing to note.
  { name: "0441-drift-without-taken-in", sql: "alter table drift_findings drop column taken_in" },
];
