import type { ColumnType, Generated } from "kysely";
import type { Migration } from "#platform/database/database.ts";
import type { Before } from "./take.ts";

type Instant = ColumnType<Date, Date, never>;

export type AdoptionTables = {
  app_adoptions: {
    id: Generated<string>;
    app: string;
    cluster: string;
    namespace: string;
    /** What its objects were. */
    before: ColumnType<readonly Before[], string, never>;
    /** The Helm release it was taken from, with the names of its Secrets that were marked; null when from none. */
    helm: ColumnType<{ release: string; secrets: string[] } | null, string | null, never>;
    taken_by: string;
    taken_at: Instant;
    given_back_by: string | null;
    given_back_at: ColumnType<Date | null, Date | null, Date>;
  };
  app_adoptions_begun: {
    app: string;
    cluster: string;
    before: ColumnType<readonly Before[], string, string>;
    begun_by: string;
    begun_at: ColumnType<Date, Date, Date>;
  };
};

export const adoptionMigrations: readonly Migration[] = [
  {
    name: "0430-app-adoptions",
    sql: `
create table app_adoptions (
  id uuid primary key default uuidv7(),
  app text not null references apps (name),
  cluster text not null,
  namespace text not null,
  before json not null,
  helm json,
  taken_by text not null,
  taken_at timestamptz not null,
  given_back_by text,
  given_back_at timestamptz
);
create index app_adoptions_app on app_adoptions (app);
`,
  },
  {
    name: "0431-app-adoptions-begun",
    sql: `
-- What objects were before a cluster was written to, for when the adoption itself is not stored afterwards: what is written
-- over cannot be read again. Gone with the adoption it was for.
create table app_adoptions_begun (
  app text not null,
  cluster text not null,
  before json not null,
  begun_by text not null,
  begun_at timestamptz not null,
  primary key (app, cluster)
);
`,
  },
];
