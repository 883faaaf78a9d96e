import { mkdir, readFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { ensureComponents } from "#components/ensure.ts";
import { LabError } from "#errors.ts";
import type { Break } from "#lab/breaks.ts";
import { demoRooms, type LabRoomSpec } from "#lab/rooms.ts";
import type { Progress } from "#progress.ts";
import { type FaultProxy, startProxy } from "#proxy/proxy.ts";
import { kubeconfig } from "#room/files.ts";
import { returnPort, takePort } from "#room/ports.ts";
import { startRoom } from "#room/room.ts";
import { writePrivate } from "#room/state.ts";
import { type Room, type RoomOptions, roomComponents } from "#room/types.ts";

export interface LabOptions
  extends Pick<RoomOptions, "nodeCpu" | "nodeMemory" | "controllerQps" | "unsafeNoFsync"> {
  dir: string;
  rooms?: readonly LabRoomSpec[];
  /** Nodes in each room; default 20. */
  nodes?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** A room of a lab, with the fault proxy that Halcyon reaches it through. */
export interface LabRoom extends LabRoomSpec {
  room: Room;
  proxy: FaultProxy;
  /** What Halcyon registers: the server is the fault proxy, the token is `halcyon`'s. */
  registration: { server: string; caData: string; token: string; kubeconfig: string };
  /** Breaks something; several breaks add up. */
  break(what: Break): Promise<void>;
  /** Takes back every break and waits until the room is ready. */
  heal(): Promise<void>;
}

export interface Lab {
  dir: string;
  rooms: LabRoom[];
  /** Throws `unknown_room`. */
  room(name: string): LabRoom;
  stop(): Promise<void>;
}

/** Starts all rooms in parallel, each behind its own fault proxy. Either all are ready, or nothing is left. */
export async function startLab(options: LabOptions): Promise<Lab> {
  const specs = options.rooms ?? demoRooms;
  const dir = resolve(options.dir);
  await mkdir(dir, { recursive: true, mode: 0o700 });
  const components = await ensureComponents(pick(options));
  const outcomes = await Promise.allSettled(
    specs.map((spec, index) =>
      startLabRoom(spec, { ...options, dir: join(dir, spec.name), index, components }),
    ),
  );
  const rooms = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value] : []));
  const stop = async () => {
    await Promise.all(
      rooms.map(async ({ room, proxy }) => {
        await proxy.close();
        returnPort(proxy.port);
        await room.stop();
      }),
    );
  };
  const failed = outcomes.find((outcome) => outcome.status === "rejected");
  if (failed) {
    await stop();
    throw failed.reason;
  }
  return {
    dir,
    rooms,
    stop,
    room(name) {
      const found = rooms.find((room) => room.name === name);
      if (found) return found;
      throw new LabError(
        "unknown_room",
        `the lab has no room "${name}"`,
        `it has ${specs.map((s) => s.name).join(", ")}`,
      );
    },
  };
}

function pick({ progress, signal }: LabOptions) {
  return { ...(progress ? { progress } : {}), ...(signal ? { signal } : {}) };
}

async function startLabRoom(spec: LabRoomSpec, options: Omit<RoomOptions, "name">): Promise<LabRoom> {
  const room = await startRoom({ ...options, name: spec.name });
  try {
    // Registered once, found again after a restart: the proxy's port is as lasting as the room's own.
    const portFile = join(room.dir, "proxy-port");
    const before = Number(await readFile(portFile, "utf8").catch(() => "0"));
    const port = await takePort(before > 0 ? before : undefined);
    await writePrivate(portFile, String(port));
    const proxy = await startProxy({ server: room.server, caData: room.caData }, { port, tls: room.serving });
    const config = join(room.dir, "kubeconfigs", "registered.yaml");
    const token = room.tokens.halcyon;
    await writePrivate(
      config,
      kubeconfig({ name: spec.name, server: proxy.url, ca: room.caData, user: "halcyon", token }),
    );
    return {
      ...spec,
      room,
      proxy,
      registration: { server: proxy.url, caData: room.caData, token, kubeconfig: config },
      async break(what) {
        if (what.act === "fault") proxy.add(what.fault);
        else if (what.act === "kill") await room.kill(what.component);
        else room.freeze(what.component);
      },
      async heal() {
        proxy.clear();
        for (const component of roomComponents) room.thaw(component);
        for (const component of roomComponents) await room.start(component);
        await room.waitReady();
      },
    };
  } catch (error) {
    await room.stop();
    throw error;
  }
}
