/**
 * How another process reaches a running lab: an HTTP server on loopback whose port and secret stand in `lab.json`,
 * readable by the lab's owner only.
 */
import { randomBytes, timingSafeEqual } from "node:crypto";
import { readFile, rm } from "node:fs/promises";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { LabError } from "#errors.ts";
import { parseBreak } from "#lab/breaks.ts";
import type { Lab } from "#lab/lab.ts";
import { type LabStatus, labStatus } from "#lab/status.ts";
import { identify, isAlive, type ProcessId } from "#process/proc.ts";
import { writePrivate } from "#room/state.ts";

/** What `lab.json` says. */
export interface LabRecord {
  owner: ProcessId;
  port: number;
  token: string;
}

export interface Control {
  /** Settles when someone asked the lab to stop. */
  stopRequested: Promise<void>;
  close(): Promise<void>;
}

/** Opens the lab to `halcyon lab status|break|heal|down`. */
export async function openControl(lab: Lab): Promise<Control> {
  const token = randomBytes(24).toString("hex");
  let requestStop = () => {};
  const stopRequested = new Promise<void>((resolve) => {
    requestStop = resolve;
  });

  const act = async (request: IncomingMessage): Promise<unknown> => {
    const [, first, name, verb] = (request.url ?? "/").split("/").map(decodeURIComponent);
    const route = `${request.method} ${first}${verb ? `/${verb}` : ""}`;
    switch (route) {
      case "GET status":
        return labStatus(lab);
      case "POST stop":
        requestStop();
        return {};
      case "POST rooms/break": {
        const { words } = (await readJson(request)) as { words: string[] };
        await lab.room(name ?? "").break(parseBreak(words));
        return labStatus(lab);
      }
      case "POST rooms/heal":
        await lab.room(name ?? "").heal();
        return labStatus(lab);
      default:
        throw new LabError(
          "lab_failed",
          `the lab's control knows no ${route}`,
          "use the same version for both commands",
        );
    }
  };

  const server = createServer(async (request, response) => {
    const reply = (status: number, body: unknown) =>
      response.writeHead(status, { "content-type": "application/json" }).end(JSON.stringify(body));
    if (!sameSecret(request.headers.authorization ?? "", `Bearer ${token}`)) {
      return reply(401, { message: "wrong or missing control token" });
    }
    try {
      reply(200, await act(request));
    } catch (error) {
      if (error instanceof LabError)
        reply(400, { code: error.code, message: error.message, hint: error.hint });
      else reply(500, { message: error instanceof Error ? error.message : String(error) });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const record: LabRecord = { owner: identify(process.pid) as ProcessId, port, token };
  await writePrivate(join(lab.dir, "lab.json"), `${JSON.stringify(record)}\n`);
  return {
    stopRequested,
    async close() {
      await rm(join(lab.dir, "lab.json"), { force: true });
      await new Promise((resolve) => {
        server.close(resolve);
        server.closeAllConnections();
      });
    },
  };
}

/** The record of the lab that runs in a directory; undefined when none does. */
export async function findLab(dir: string): Promise<LabRecord | undefined> {
  try {
    const record = JSON.parse(await readFile(join(dir, "lab.json"), "utf8")) as LabRecord;
    return isAlive(record.owner) ? record : undefined;
  } catch {
    return undefined;
  }
}

/** Calls a running lab. Throws `lab_not_running`, or the error the lab answered. */
export async function callLab(dir: string, method: string, path: string, body?: unknown): Promise<LabStatus> {
  const record = await findLab(dir);
  if (!record) {
    throw new LabError(
      "lab_not_running",
      `no lab runs in ${dir}`,
      "start it: ./halcyon lab up (or give its --dir)",
    );
  }
  const answer = await fetch(`http://127.0.0.1:${record.port}${path}`, {
    method,
    headers: { authorization: `Bearer ${record.token}` },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const result = (await answer.json()) as LabStatus & {
    code?: LabError["code"];
    message?: string;
    hint?: string;
  };
  if (answer.ok) return result;
  const message = result.message?.split("\n  what to do:")[0] ?? `the lab answered ${answer.status}`;
  throw new LabError(
    result.code ?? "lab_failed",
    message,
    result.hint ?? "look at the output of `halcyon lab up`",
  );
}

function sameSecret(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

async function readJson(request: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  for await (const chunk of request as AsyncIterable<Buffer>) chunks.push(chunk);
  return JSON.parse(Buffer.concat(chunks).toString("utf8") || "{}");
}
