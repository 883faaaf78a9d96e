/** Halcyon as a process of its own, for tests that kill it. */
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { type ApiClient, createApiClient } from "#src/testing/client.ts";

export interface HalcyonProcess {
  /** Another account's or nobody's way to this very process. */
  client(token: string | null): ApiClient;
  /** kill -9, and wait until it is gone. */
  kill(): Promise<void>;
  /** SIGSTOP: it keeps its connections and does nothing. */
  freeze(): void;
  /** SIGCONT. */
  thaw(): void;
}

const main = fileURLToPath(new URL("../../../main.ts", import.meta.url));

/** Starts `main.ts` on a free port over a database that may be shared; done when it listens. */
export async function startHalcyon(settings: {
  databaseUrl: string;
  secretKey: string;
  /** Shared with another one; otherwise one of its own, which goes with it. */
  dataDir?: string;
  environment?: Readonly<Record<string, string>>;
}): Promise<HalcyonProcess> {
  const data = settings.dataDir ?? (await mkdtemp(join(tmpdir(), "halcyon-process-")));
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env["PATH"],
      DATABASE_URL: settings.databaseUrl,
      HALCYON_DATA: data,
      HALCYON_LISTEN: "127.0.0.1:0",
      HALCYON_SECRET_KEY: settings.secretKey,
      HALCYON_LOG: "warn",
      ...settings.environment,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  const orphan = () => child.kill("SIGKILL");
  process.once("exit", orphan);
  const kill = async () => {
    if (child.exitCode === null && child.signalCode === null) {
      const gone = once(child, "exit");
      child.kill("SIGKILL");
      await gone;
    }
    process.off("exit", orphan);
    if (settings.dataDir === undefined) await rm(data, { recursive: true, force: true });
  };
  try {
    const url = await listening(child);
    return {
      client: (token) => createApiClient(url, token),
      kill,
      freeze: () => child.kill("SIGSTOP"),
      thaw: () => child.kill("SIGCONT"),
    };
  } catch (error) {
    await kill();
    throw error;
  }
}

/** The address it says it listens on. @throws Error with what it said when it ends instead */
function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let said = "";
    const hear = (chunk: Buffer) => {
      said = (said + chunk.toString("utf8")).slice(-10_000);
      const found = /^Halcyon listens on (\S+)$/m.exec(said);
      if (found?.[1] !== undefined) resolve(found[1]);
    };
    child.stdout?.on("data", hear);
    child.stderr?.on("data", hear);
    child.once("error", reject);
    child.once("exit", () => reject(new Error(`Halcyon ended before it listened: ${said}`)));
  });
}
