import type { Room } from "@halcyon/contracts";
import { sql } from "kysely";
import type { Db, Tx } from "#platform/database/database.ts";
import type { FleetTables } from "./tables.ts";

/** A registered cluster; the credentials stay sealed until a client is made. */
export interface ClusterRow {
  readonly id: string;
  readonly name: string;
  readonly room: string;
  readonly server: string;
  readonly signsInAs: string;
  readonly uid: string;
  readonly version: string;
  readonly credentials: string;
  readonly revision: number;
  readonly createdAt: Date;
}

/** Reads and writes of the fleet; `on` is the database or the transaction of a change. */
export function fleetRepo(on: Db | Tx) {
  const db = on.$extendTables<FleetTables>();
  const clusters = () =>
    db
      .selectFrom("fleet_clusters")
      .select(["id", "name", "room", "server", "uid", "version", "credentials", "revision"])
      .select(["signs_in_as as signsInAs", "created_at as createdAt"]);
  const rooms = () =>
    db
      .selectFrom("fleet_rooms as r")
      .select(["r.name", "r.display_name as displayName", "r.carrier", "r.created_at as createdAt"])
      .select(
        sql<string[]>`array(select c.name from fleet_clusters c where c.room = r.name order by c.name)`.as(
          "clusters",
        ),
      );

  return {
    /** By name, those after `after`. */
    async rooms(options: { after?: string | undefined; limit?: number } = {}): Promise<Room[]> {
      let query = rooms().orderBy("r.name");
      if (options.after !== undefined) query = query.where("r.name", ">", options.after);
      if (options.limit !== undefined) query = query.limit(options.limit);
      return (await query.execute()).map((row) => ({ ...row, createdAt: row.createdAt.toISOString() }));
    },

    async room(name: string): Promise<Room | undefined> {
      const row = await rooms().where("r.name", "=", name).executeTakeFirst();
      return row && { ...row, createdAt: row.createdAt.toISOString() };
    },

    async insertRoom(room: { name: string; displayName: string; carrier: string }): Promise<void> {
      await db
        .insertInto("fleet_rooms")
        .values({ name: room.name, display_name: room.displayName, carrier: room.carrier })
        .execute();
    },

    async updateRoom(
      name: string,
      change: { displayName?: string | undefined; carrier?: string | undefined },
    ): Promise<void> {
      await db
        .updateTable("fleet_rooms")
        .set((eb) => ({
          display_name: change.displayName ?? eb.ref("display_name"),
          carrier: change.carrier ?? eb.ref("carrier"),
        }))
        .where("name", "=", name)
        .execute();
    },

    async deleteRoom(name: string): Promise<void> {
      await db.deleteFrom("fleet_rooms").where("name", "=", name).execute();
    },

    /** By name, those after `after`. */
    clusters(
      options: { after?: string | undefined; room?: string | undefined; limit?: number } = {},
    ): Promise<ClusterRow[]> {
      let query = clusters().orderBy("name");
      if (options.after !== undefined) query = query.where("name", ">", options.after);
      if (options.room !== undefined) query = query.where("room", "=", options.room);
      if (options.limit !== undefined) query = query.limit(options.limit);
      return query.execute();
    },

    cluster(name: string): Promise<ClusterRow | undefined> {
      return clusters().where("name", "=", name).executeTakeFirst();
    },

    /** As `cluster`, kept from changing until the transaction ends. */
    lockCluster(name: string): Promise<ClusterRow | undefined> {
      return clusters().where("name", "=", name).forUpdate().executeTakeFirst();
    },

    clusterWithUid(uid: string): Promise<ClusterRow | undefined> {
      return clusters().where("uid", "=", uid).executeTakeFirst();
    },

    async insertCluster(row: Omit<ClusterRow, "revision" | "createdAt">): Promise<void> {
      const { signsInAs, ...rest } = row;
      await db
        .insertInto("fleet_clusters")
        .values({ ...rest, signs_in_as: signsInAs, revision: 1 })
        .execute();
    },

    /** Stores what a check found and makes every process connect anew. */
    async updateCluster(
      id: string,
      change: Pick<ClusterRow, "server" | "signsInAs" | "uid" | "version" | "credentials">,
    ): Promise<void> {
      const { signsInAs, ...rest } = change;
      await db
        .updateTable("fleet_clusters")
        .set((eb) => ({ ...rest, signs_in_as: signsInAs, revision: eb("revision", "+", 1) }))
        .where("id", "=", id)
        .execute();
    },

    async deleteCluster(id: string): Promise<void> {
      await db.deleteFrom("fleet_clusters").where("id", "=", id).execute();
    },
  };
}
