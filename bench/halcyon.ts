/** A Halcyon to measure: a server process of its own with its own PostgreSQL, people, rooms of the lab, and apps. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createInterface } from "node:readline";
import {
  accessEndpoints,
  appsEndpoints,
  fleetEndpoints,
  type Release,
  releaseEndpoints,
} from "@halcyon/contracts";
import type { Room } from "@halcyon/lab";
import { type ApiClient, createApiClient } from "../packages/server/src/testing/client.ts";
import { serverFlags } from "./server-flags.ts";

const password = "a password of the benchmarks";

export interface MeasuredHalcyon {
  readonly url: string;
  readonly pid: number;
  /** Of everyone in it. */
  readonly password: string;
  readonly admin: ApiClient;
  readonly developer: ApiClient;
  readonly lead: ApiClient;
  /** Registers a room of the lab as a room with one cluster of the same name. */
  register(room: Pick<Room, "name" | "server" | "caData" | "tokens">): Promise<void>;
  /** Stores a spec and releases it. */
  ship(name: string, spec: string): Promise<void>;
  /** Plans and approves. */
  approved(body: Record<string, unknown> & { app: string }): Promise<Release>;
  until(id: string, wanted: (release: Release) => boolean): Promise<Release>;
  stop(): Promise<void>;
}

export async function startHalcyon(): Promise<MeasuredHalcyon> {
  const dataDir = await mkdtemp(join(tmpdir(), "halcyon-bench-"));
  const child = spawn(
    process.execPath,
    [...(await serverFlags()), join(import.meta.dirname, "halcyon-process.ts"), dataDir, password],
    {
      stdio: ["pipe", "pipe", "inherit"],
    },
  );
  const url = await firstLine(child);
  const signIn = async (name: string) => {
    const { token } = await createApiClient(url, null).get(accessEndpoints.signIn, {
      body: { name, password, deliver: "token" },
    });
    return createApiClient(url, token);
  };
  const admin = await signIn("admin");
  await admin.get(accessEndpoints.createTeam, { body: { name: "news" } });
  const person = async (name: string, role: "developer" | "lead") => {
    await admin.get(accessEndpoints.createUser, {
      body: { name, displayName: name, password, grants: [{ role, team: "news" }] },
    });
    return signIn(name);
  };
  const developer = await person("lin", "developer");
  const lead = await person("wang", "lead");

  async function until(id: string, wanted: (release: Release) => boolean): Promise<Release> {
    const limit = AbortSignal.timeout(600_000);
    for await (const release of developer.stream(
      releaseEndpoints.watch,
      { params: { release: id } },
      limit,
    )) {
      if (wanted(release)) return release;
    }
    throw new Error(`${id} ended otherwise than awaited`);
  }

  async function approved(body: Record<string, unknown> & { app: string }): Promise<Release> {
    const { release } = await developer.get(releaseEndpoints.create, { body });
    if (release === null) throw new Error("a plan without a release");
    return lead.get(releaseEndpoints.approve, {
      params: { release: release.id },
      body: { hash: release.hash },
    });
  }

  return {
    url,
    pid: child.pid ?? 0,
    password,
    admin,
    developer,
    lead,
    until,
    approved,
    async register(room) {
      await admin.get(fleetEndpoints.roomCreate, { body: { name: room.name } });
      const credentials = {
        kind: "token" as const,
        server: room.server,
        ca: room.caData,
        token: room.tokens.halcyon,
      };
      await admin.get(fleetEndpoints.clusterAdd, { body: { name: room.name, room: room.name, credentials } });
    },
    async ship(name, spec) {
      await developer.get(appsEndpoints.apply, { params: { app: name }, body: { spec } });
      const { id } = await approved({ app: name });
      await developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
      await until(id, (release) => release.state === "done");
    },
    async stop() {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, "exit");
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error("the server process has no output");
  for await (const line of createInterface({ input: child.stdout })) return line;
  throw new Error("the server process ended before it listened");
}
