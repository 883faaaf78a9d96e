import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startRoom } from "#room/room.ts";
import type { Room, RoomOptions } from "#room/types.ts";

/** A fresh directory under the system's temporary one, and the way to remove it. */
export async function testDir(): Promise<{ dir: string; remove: () => Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "lab-"));
  return { dir, remove: () => rm(dir, { recursive: true, force: true }) };
}

export interface TestRoom extends Room {
  /** Stops the room and removes its directory. */
  dispose(): Promise<void>;
}

/** A room for tests: three nodes, no fsync, in a directory of its own. */
export async function testRoom(options: Partial<RoomOptions> = {}): Promise<TestRoom> {
  const { dir, remove } = await testDir();
  const room = await startRoom({ name: "test", dir, nodes: 3, unsafeNoFsync: true, ...options });
  return Object.assign(room, {
    dispose: async () => {
      await room.stop();
      await remove();
    },
  });
}
