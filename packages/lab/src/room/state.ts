import { generateKeyPairSync, randomBytes } from "node:crypto";
import { mkdir, readFile, realpath, rename, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { LabError } from "#errors.ts";
import { identify, isAlive, type ProcessId } from "#process/proc.ts";
import { takePort } from "#room/ports.ts";
import { type RoomOptions, type RoomUser, roomUsers } from "#room/types.ts";

const portNames = ["etcd", "etcdPeer", "apiserver", "kubelet"] as const;
export type RoomPorts = Record<(typeof portNames)[number], number>;

/** What a room remembers between runs, in `room.json`. */
export interface RoomState {
  name: string;
  index: number;
  ports: RoomPorts;
  tokens: Record<RoomUser, string>;
}

let nextIndex = 0;

/**
 * Opens a room's directory: refuses one that a living process runs, reads or makes ports and tokens, and keeps the
 * service account key. Ports of an earlier run are kept as far as they are free.
 */
export async function openRoomDir(options: RoomOptions): Promise<{ dir: string; state: RoomState }> {
  await mkdir(options.dir, { recursive: true, mode: 0o700 });
  const dir = await realpath(resolve(options.dir));
  await claim(dir, options.name);
  try {
    return { dir, state: await prepare(dir, options) };
  } catch (error) {
    await releaseRoomDir(dir);
    throw error;
  }
}

async function prepare(dir: string, options: RoomOptions): Promise<RoomState> {
  const known = await readState(dir);
  const ports = {} as RoomPorts;
  for (const name of portNames) ports[name] = await takePort(known?.ports[name]);
  const tokens = {} as Record<RoomUser, string>;
  for (const user of roomUsers) tokens[user] = known?.tokens[user] ?? randomBytes(24).toString("hex");
  const index = options.index ?? known?.index ?? nextIndex++ % 16;
  const state: RoomState = { name: options.name, index, ports, tokens };
  await writePrivate(join(dir, "room.json"), `${JSON.stringify(state, null, 2)}\n`);
  await ensureServiceAccountKey(dir);
  for (const folder of ["logs", "certs"]) await mkdir(join(dir, folder), { recursive: true });
  if (options.cleanEtcd) {
    for (const entry of ["etcd", "logs"]) await rm(join(dir, entry), { recursive: true, force: true });
    await mkdir(join(dir, "logs"));
  }
  return state;
}

/** The directory is free again. */
export async function releaseRoomDir(dir: string): Promise<void> {
  await rm(join(dir, "owner.json"), { force: true });
}

/** The living process that runs the room in this directory, if any. */
export async function roomOwner(dir: string): Promise<ProcessId | undefined> {
  try {
    const owner = JSON.parse(await readFile(join(dir, "owner.json"), "utf8")) as ProcessId;
    return isAlive(owner) ? owner : undefined;
  } catch {
    return undefined;
  }
}

async function claim(dir: string, name: string): Promise<void> {
  const owner = await roomOwner(dir);
  if (owner) {
    throw new LabError(
      "room_busy",
      `room ${name} in ${dir} is already run by process ${owner.pid}`,
      "stop that one first (./halcyon lab down), or give another --dir",
    );
  }
  const file = join(dir, "owner.json");
  await rm(file, { force: true });
  // Of two that find the directory free at the same moment, only one can create the file.
  await writeFile(file, JSON.stringify(identify(process.pid)), { mode: 0o600, flag: "wx" });
}

async function readState(dir: string): Promise<RoomState | undefined> {
  try {
    return JSON.parse(await readFile(join(dir, "room.json"), "utf8")) as RoomState;
  } catch {
    return undefined;
  }
}

async function ensureServiceAccountKey(dir: string): Promise<void> {
  const file = join(dir, "sa.key");
  if (await readFile(file).catch(() => undefined)) return;
  // An elliptic-curve key: made in a millisecond, where RSA would cost a room a noticeable part of its start.
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  await writePrivate(file, privateKey.export({ type: "sec1", format: "pem" }).toString());
}

/** Writes a file readable by its owner only, whole or not at all. */
export async function writePrivate(file: string, text: string): Promise<void> {
  const partial = `${file}.${process.pid}.part`;
  await writeFile(partial, text, { mode: 0o600 });
  await rename(partial, file);
}
