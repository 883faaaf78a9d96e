/** Rooms full of pods. Filling one takes minutes, so they stay in Halcyon's cache directory for the next run. */
import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type Room, startRoom } from "@halcyon/lab";
import { createKubeClient } from "../packages/server/src/kube/client.ts";
import { collectionPath } from "../packages/server/src/kube/paths.ts";
import { cacheDir } from "./cache-dir.ts";
import { podsVersion, seedPods } from "./fleet-pods.ts";

export const podsNamespace = "news";
const apps = 200;
const nodes = 20;

/**
 * Gives `count` rooms with `pods` pods each. Nothing runs in them but etcd and the API server, so that the pods stay
 * as they are and the machine belongs to what is measured.
 */
export async function withFilledRooms<T>(
  count: number,
  pods: number,
  work: (rooms: readonly Room[]) => Promise<T>,
): Promise<T> {
  const rooms: Room[] = [];
  try {
    for (let at = 0; at < count; at++) rooms.push(await filledRoom(at, pods));
    return await work(rooms);
  } finally {
    await Promise.all(rooms.map((room) => room.stop()));
  }
}

async function filledRoom(at: number, pods: number): Promise<Room> {
  const dir = join(cacheDir(), "bench", `fleet-${pods}-${at}`);
  const marker = join(dir, "filled");
  const filled = (await readFile(marker, "utf8").catch(() => "")) === podsVersion;
  if (!filled) await rm(dir, { recursive: true, force: true });
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const room = await startRoom({ name: `filled-${at}`, dir, index: 8 + at, nodes, unsafeNoFsync: true });
  try {
    // Before the garbage collector finds pods on nodes that are not there.
    for (const component of ["kube-controller-manager", "kube-scheduler", "kwok"] as const)
      await room.kill(component);
    if (!filled) {
      console.error(`filling a room with ${pods} pods; the next run finds it filled`);
      await fill(room, at, pods);
      await writeFile(marker, podsVersion);
    }
    return room;
  } catch (error) {
    await room.stop();
    throw error;
  }
}

async function fill(room: Room, at: number, pods: number): Promise<void> {
  const client = createKubeClient({ server: room.server, ca: room.caData, token: room.tokens.admin });
  try {
    await client.post(collectionPath("Namespace"), { metadata: { name: podsNamespace } });
    await client.post(collectionPath("ServiceAccount", podsNamespace), { metadata: { name: "default" } });
    await seedPods(client, { count: pods, namespace: podsNamespace, apps, nodes, octet: (8 + at) * 16 });
  } finally {
    await client.close();
  }
}
