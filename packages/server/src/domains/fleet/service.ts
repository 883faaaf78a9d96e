import { randomUUID } from "node:crypto";
import type { Cluster, clusterCredentials, Room } from "@halcyon/contracts";
import type { z } from "zod";
import { createKubeClient } from "#kube/client.ts";
import type { KubeCredentials } from "#kube/types.ts";
import { violatedConstraint } from "#platform/database/errors.ts";
import type { Tx } from "#platform/database/database.ts";
import type { Platform } from "#platform/domain.ts";
import { type CheckedCluster, checkCluster } from "./check.ts";
import { openCredentials, readCredentials, sealCredentials } from "./credentials.ts";
import { errors } from "./errors.ts";
import type { LiveFleet } from "./live.ts";
import { type ClusterRow, fleetRepo } from "./repo.ts";
import { clusterView } from "./views.ts";

type GivenCredentials = z.output<typeof clusterCredentials>;

/** Credentials with what a check of the cluster they lead to found. */
export interface Checked {
  readonly credentials: KubeCredentials;
  readonly found: CheckedCluster;
}

/**
 * What people decide about the fleet: its rooms and clusters. Checks talk to clusters and so come before the
 * transaction that stores what they found.
 */
export interface FleetService {
  createRoom(
    tx: Tx,
    room: { name: string; displayName?: string | undefined; carrier: string },
  ): Promise<Room>;
  updateRoom(
    tx: Tx,
    name: string,
    change: { displayName?: string | undefined; carrier?: string | undefined },
  ): Promise<Room>;
  deleteRoom(tx: Tx, name: string): Promise<void>;
  /** @throws HalcyonError with the reason when the cluster cannot be registered as described */
  checkNew(
    cluster: { name?: string | undefined; room?: string | undefined; credentials: GivenCredentials },
    signal: AbortSignal,
  ): Promise<Checked>;
  addCluster(tx: Tx, cluster: { name: string; room: string }, checked: Checked): Promise<Cluster>;
  /** Checks new credentials, or the stored ones again when none are given. */
  checkKnown(name: string, credentials: GivenCredentials | undefined, signal: AbortSignal): Promise<Checked>;
  updateCluster(
    tx: Tx,
    name: string,
    checked: Checked,
    acceptReplaced: boolean,
  ): Promise<{ before: ClusterRow; after: Cluster }>;
  removeCluster(tx: Tx, name: string): Promise<ClusterRow>;
}

const topic = "fleet.changed";

export function createFleetService(deps: Platform & { live: LiveFleet }): FleetService {
  const { database, events, secrets, live } = deps;

  async function requireRoom(on: Parameters<typeof fleetRepo>[0], name: string): Promise<Room> {
    const room = await fleetRepo(on).room(name);
    if (!room) throw errors.room_not_found({ detail: `There is no room ${name}.` });
    return room;
  }

  async function check(credentials: KubeCredentials, signal: AbortSignal): Promise<Checked> {
    const client = createKubeClient(credentials);
    try {
      return { credentials, found: await checkCluster(client, signal) };
    } finally {
      await client.close();
    }
  }

  async function refuseDuplicate(
    on: Parameters<typeof fleetRepo>[0],
    uid: string,
    except?: string,
  ): Promise<void> {
    const same = await fleetRepo(on).clusterWithUid(uid);
    if (same && same.id !== except) {
      throw errors.cluster_duplicate({
        detail: `This is the cluster registered as ${same.name} in room ${same.room}.`,
      });
    }
  }

  return {
    async createRoom(tx, { name, displayName = name, carrier }) {
      const repo = fleetRepo(tx);
      if (await repo.room(name)) throw errors.room_exists({ detail: `There is a room ${name} already.` });
      await repo.insertRoom({ name, displayName, carrier });
      await events.publish(tx, topic, { room: name });
      return requireRoom(tx, name);
    },

    async updateRoom(tx, name, change) {
      await requireRoom(tx, name);
      await fleetRepo(tx).updateRoom(name, change);
      await events.publish(tx, topic, { room: name });
      return requireRoom(tx, name);
    },

    async deleteRoom(tx, name) {
      const room = await requireRoom(tx, name);
      if (room.clusters.length > 0) {
        throw errors.room_not_empty({ detail: `Room ${name} has the clusters ${room.clusters.join(", ")}.` });
      }
      await fleetRepo(tx)
        .deleteRoom(name)
        .catch((error: unknown) => {
          if (violatedConstraint(error) === undefined) throw error;
          throw errors.room_not_empty({ detail: `A cluster was just added to room ${name}.`, cause: error });
        });
      await events.publish(tx, topic, { room: name });
    },

    async checkNew({ name, room, credentials }, signal) {
      if (room !== undefined) await requireRoom(database.db, room);
      if (name !== undefined && (await fleetRepo(database.db).cluster(name))) {
        throw errors.cluster_exists({ detail: `There is a cluster ${name} already.` });
      }
      const checked = await check(readCredentials(credentials), signal);
      await refuseDuplicate(database.db, checked.found.uid);
      return checked;
    },

    async addCluster(tx, { name, room }, { credentials, found }) {
      await requireRoom(tx, room);
      await refuseDuplicate(tx, found.uid);
      const id = randomUUID();
      const repo = fleetRepo(tx);
      await repo
        .insertCluster({
          id,
          name,
          room,
          server: credentials.server,
          ...found,
          credentials: sealCredentials(secrets, id, credentials),
        })
        .catch((error: unknown) => {
          const violated = violatedConstraint(error);
          if (violated === "fleet_clusters_name") {
            throw errors.cluster_exists({ detail: `There is a cluster ${name} already.`, cause: error });
          }
          if (violated === "fleet_clusters_uid") {
            throw errors.cluster_duplicate({
              detail: "This cluster was just registered under another name.",
              cause: error,
            });
          }
          throw error;
        });
      await events.publish(tx, topic, { cluster: id });
      return clusterView((await repo.cluster(name)) as ClusterRow, undefined);
    },

    async checkKnown(name, credentials, signal) {
      const row = await fleetRepo(database.db).cluster(name);
      if (!row) throw errors.cluster_not_found({ detail: `There is no cluster ${name}.` });
      return check(
        credentials ? readCredentials(credentials) : openCredentials(secrets, row.id, row.credentials),
        signal,
      );
    },

    async updateCluster(tx, name, { credentials, found }, acceptReplaced) {
      const repo = fleetRepo(tx);
      const before = await repo.lockCluster(name);
      if (!before) throw errors.cluster_not_found({ detail: `There is no cluster ${name}.` });
      await refuseDuplicate(tx, found.uid, before.id);
      if (found.uid !== before.uid && !acceptReplaced) {
        throw errors.cluster_different({
          detail: `The cluster at ${credentials.server} has another kube-system (uid ${found.uid}) than ${name} (uid ${before.uid}).`,
        });
      }
      await repo.updateCluster(before.id, {
        server: credentials.server,
        ...found,
        credentials: sealCredentials(secrets, before.id, credentials),
      });
      await events.publish(tx, topic, { cluster: before.id });
      return { before, after: clusterView((await repo.cluster(name)) as ClusterRow, live.find(before.id)) };
    },

    async removeCluster(tx, name) {
      const repo = fleetRepo(tx);
      const row = await repo.lockCluster(name);
      if (!row) throw errors.cluster_not_found({ detail: `There is no cluster ${name}.` });
      await repo.deleteCluster(row.id).catch((error: unknown) => {
        const violated = violatedConstraint(error);
        if (violated === undefined) throw error;
        throw errors.cluster_in_use({ detail: `Cluster ${name} is still used (${violated}).`, cause: error });
      });
      await events.publish(tx, topic, { cluster: row.id });
      return row;
    },
  };
}
