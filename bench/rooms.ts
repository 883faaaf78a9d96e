/** Rooms of the lab for one benchmark, gone when it ends. */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Room, startRoom } from "@halcyon/lab";

/** @param controllerQps requests a second of kube-controller-manager; Kubernetes' default of 20 when not given */
export async function withRooms<T>(
  count: number,
  options: { readonly nodes: number; readonly controllerQps?: number },
  work: (rooms: readonly Room[]) => Promise<T>,
): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), "halcyon-bench-rooms-"));
  const rooms: Room[] = [];
  try {
    for (let index = 0; index < count; index++) {
      const name = `room-${index + 1}`;
      rooms.push(await startRoom({ name, index, dir: join(dir, name), unsafeNoFsync: true, ...options }));
    }
    return await work(rooms);
  } finally {
    await Promise.all(rooms.map((room) => room.stop()));
    await rm(dir, { recursive: true, force: true });
  }
}
