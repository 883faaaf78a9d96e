import { rename, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { ComponentPaths } from "#components/ensure.ts";
import { lastLines } from "#components/go.ts";
import { LabError } from "#errors.ts";
import type { ProcessId } from "#process/proc.ts";
import { type Spawned, spawnComponent } from "#process/spawned.ts";
import { componentArguments } from "#room/arguments.ts";
import type { RoomState } from "#room/state.ts";
import { type RoomComponent, type RoomOptions, roomComponents } from "#room/types.ts";

/** The processes of one room: started, stopped and frozen one by one, recorded in `pids.json`. */
export interface RoomProcesses {
  start(component: RoomComponent): Promise<void>;
  get(component: RoomComponent): Spawned | undefined;
  logFile(component: RoomComponent): string;
  /** Throws `room_failed`, with the end of its log, when a component that should run has ended. */
  assertRunning(components?: readonly RoomComponent[]): Promise<void>;
  stopAll(): Promise<void>;
}

export function createProcesses(
  dir: string,
  state: RoomState,
  paths: ComponentPaths,
  options: RoomOptions,
): RoomProcesses {
  const running = new Map<RoomComponent, Spawned>();
  const logFile = (component: RoomComponent) => join(dir, "logs", `${component}.log`);

  const record = async () => {
    const pids: Partial<Record<RoomComponent, ProcessId>> = {};
    for (const [component, spawned] of running) if (spawned.running()) pids[component] = spawned.id;
    await writeFile(join(dir, "pids.json"), `${JSON.stringify(pids, null, 2)}\n`, { mode: 0o600 });
  };

  return {
    logFile,
    get: (component) => running.get(component),
    async start(component) {
      if (running.get(component)?.running()) return;
      // A log holds one run of the room, restarts of the component included; the run before it is kept once.
      if (!running.has(component))
        await rename(logFile(component), `${logFile(component)}.previous`).catch(() => {});
      const spawned = await spawnComponent({
        name: component,
        file: paths[component],
        args: componentArguments(component, dir, state, options),
        cwd: dir,
        logFile: logFile(component),
        room: dir,
      });
      running.set(component, spawned);
      await record();
    },
    async assertRunning(components = roomComponents) {
      for (const component of components) {
        const spawned = running.get(component);
        if (!spawned || spawned.running()) continue;
        throw new LabError(
          "room_failed",
          `${component} of room ${state.name} ended (${await spawned.exited}). Last lines of ${spawned.logFile}:\n` +
            (await lastLines(spawned.logFile, 15)),
          "read the log above; if a port was taken, start again: another one will be chosen",
        );
      }
    },
    async stopAll() {
      // Only etcd keeps anything: it is asked to end in order, the others have nothing to lose.
      const stateless = roomComponents.filter((component) => component !== "etcd");
      await Promise.all(stateless.flatMap((component) => running.get(component)?.kill() ?? []));
      await (options.unsafeNoFsync ? running.get("etcd")?.kill() : running.get("etcd")?.stop(5_000));
      await record();
    },
  };
}
