/**
 * The rooms all test files of a run share. They are started once, when the first test asks, by the process that set the
 * run up, and end with it. A test that breaks a room starts one of its own.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type Room, startRoom } from "@halcyon/lab";

/** What another process needs of a room. */
export interface SharedRoom {
  readonly name: string;
  readonly server: string;
  readonly caData: string;
  readonly tokens: { readonly admin: string; readonly halcyon: string };
  /** Certificate and key of its API server, for proxies before it. */
  readonly serving: { readonly cert: string; readonly key: string };
  readonly auditLog: string;
}

const names = ["north-mobile", "north-telecom", "north-unicom", "south-telecom"] as const;

/** Serves `GET /` with the shared rooms on a unix socket; the first request starts them. */
export async function startRoomsService(): Promise<{ socket: string; stop(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), "halcyon-rooms-"));
  const socket = join(dir, "rooms.sock");
  let rooms: Promise<Room[]> | undefined;
  const started = () =>
    Promise.all(
      names.map((name, index) =>
        startRoom({ name, index, dir: join(dir, name), nodes: 8, unsafeNoFsync: true, controllerQps: 200 }),
      ),
    );
  const http: Server = createServer((_request, response) => {
    rooms ??= started();
    rooms.then(
      (all) => {
        const answer: SharedRoom[] = all.map(({ name, server, caData, tokens, serving, auditLog }) => ({
          name,
          server,
          caData,
          tokens,
          serving,
          auditLog,
        }));
        response.end(JSON.stringify(answer));
      },
      (error: unknown) => {
        response.statusCode = 500;
        response.end(error instanceof Error ? error.message : String(error));
      },
    );
  });
  http.requestTimeout = 0;
  await new Promise<void>((resolve) => http.listen(socket, resolve));
  return {
    socket,
    async stop() {
      http.closeAllConnections();
      await new Promise((resolve) => http.close(resolve));
      const all = await rooms?.catch(() => []);
      await Promise.all((all ?? []).map((room) => room.stop()));
      await rm(dir, { recursive: true, force: true });
    },
  };
}
