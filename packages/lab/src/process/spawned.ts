import { type ChildProcess, spawn } from "node:child_process";
import { closeSync, openSync } from "node:fs";
import { identify, marker, type ProcessId, signalProcess } from "#process/proc.ts";

export interface SpawnedOptions {
  name: string;
  file: string;
  args: string[];
  cwd: string;
  logFile: string;
  /** The room directory that marks the process as ours. */
  room: string;
  env?: Record<string, string>;
}

/** A running component: identified beyond doubt, its output in a log file. */
export interface Spawned {
  name: string;
  id: ProcessId;
  logFile: string;
  /** Settles when the process has ended. Never rejects. */
  exited: Promise<string>;
  running(): boolean;
  signal(signal: NodeJS.Signals): void;
  /** SIGKILL, and wait until it is gone. */
  kill(): Promise<void>;
  /** SIGTERM, then SIGKILL after `graceMs`; waits until it is gone. */
  stop(graceMs: number): Promise<void>;
}

/** Starts a program, without a shell and in a process group of its own, with output appended to its log file. */
export async function spawnComponent(options: SpawnedOptions): Promise<Spawned> {
  const log = openSync(options.logFile, "a");
  let child: ChildProcess;
  try {
    child = spawn(options.file, options.args, {
      cwd: options.cwd,
      // A clean environment: nothing of the caller's proxies, kubeconfigs or credentials leaks into a component.
      env: { PATH: "/usr/bin:/bin", HOME: options.cwd, ...options.env, [marker]: options.room },
      stdio: ["ignore", log, log],
      detached: true,
    });
  } finally {
    closeSync(log);
  }
  let ended = false;
  const exited = new Promise<string>((resolve) => {
    const end = (how: string) => {
      ended = true;
      resolve(how);
    };
    child.once("error", (error) => end(error.message));
    child.once("exit", (code, signal) => end(signal ? `killed by ${signal}` : `exit status ${code}`));
  });
  const id = child.pid === undefined ? undefined : identify(child.pid);
  if (!id) throw new Error(`${options.name} (${options.file}) did not start: ${await exited}`);

  const signal = (name: NodeJS.Signals) => {
    if (!ended) signalProcess(id, name);
  };
  const kill = async () => {
    signal("SIGKILL");
    await exited;
  };
  return {
    name: options.name,
    id,
    logFile: options.logFile,
    exited,
    running: () => !ended,
    signal,
    kill,
    async stop(graceMs) {
      // A stopped process cannot handle SIGTERM before it continues.
      signal("SIGCONT");
      signal("SIGTERM");
      const timer = setTimeout(() => signal("SIGKILL"), graceMs);
      await exited;
      clearTimeout(timer);
    },
  };
}
