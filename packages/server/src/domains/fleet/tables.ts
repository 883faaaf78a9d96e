import type { ColumnType } from "kysely";
import type { Migration } from "#platform/database/database.ts";

type CreatedAt = ColumnType<Date, Date | undefined, never>;

export type FleetTables = {
  fleet_rooms: { name: string; display_name: string; carrier: string; created_at: CreatedAt };
  fleet_clusters: {
    id: string;
    name: string;
    room: string;
    server: string;
    signs_in_as: string;
    /** uid of its kube-system namespace: what makes it this cluster. */
    uid: string;
    version: string;
    /** KubeCredentials as JSON, sealed for `cluster:<id>`. */
    credentials: string;
    /** Grows when the credentials or the uid change, so that every process connects anew. */
    revision: number;
    created_at: CreatedAt;
  };
};

export const migrations: readonly Migration[] = [
  {
    name: "0300-fleet",
    sql: `
      create table fleet_rooms (
        name text primary key,
        display_name text not null,
        carrier text not null,
        created_at timestamptz not null default now()
      );

      create table fleet_clusters (
        id uuid primary key,
        name text not null constraint fleet_clusters_name unique,
        room text not null constraint fleet_clusters_room references fleet_rooms (name),
        server text not null,
        signs_in_as text not null,
        uid text not null constraint fleet_clusters_uid unique,
        version text not null,
        credentials text not null,
        revision int not null default 1,
        created_at timestamptz not null default now()
      );
      create index fleet_clusters_by_room on fleet_clusters (room);
    `,
  },
];
