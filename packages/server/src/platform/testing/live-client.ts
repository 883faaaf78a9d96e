import { once } from "node:events";
import { type LiveFrame, livePath, type LiveRequest, type Problem } from "@halcyon/contracts";
import { WebSocket } from "ws";
import { until } from "#platform/testing/until.ts";

/** A client of the live socket, for tests. */
export interface LiveClient {
  readonly socket: WebSocket;
  /** What came so far, beats left out. */
  readonly frames: readonly LiveFrame[];
  send(request: LiveRequest): void;
  /** The first frame of a stream, or the first that is no item. */
  frameOf(id: number, kind: "item" | "problem" | "end"): Promise<LiveFrame>;
  problemOf(id: number): Promise<Problem>;
  /** The code it was closed with. */
  readonly closed: Promise<number>;
}

/** What answers a handshake that is refused. */
export interface RefusedHandshake {
  readonly status: number;
  readonly type: string | undefined;
  readonly problem: Problem;
}

type Headers = Readonly<Record<string, string>>;

/** Opens a live socket. @throws when it is refused */
export async function openLive(url: string, headers: Headers): Promise<LiveClient> {
  const socket = dial(url, headers);
  const frames: LiveFrame[] = [];
  socket.on("message", (data) => {
    const frame = JSON.parse((data as Buffer).toString("utf8")) as LiveFrame;
    if (!("beat" in frame)) frames.push(frame);
  });
  const closed = new Promise<number>((resolve) => socket.once("close", resolve));
  await once(socket, "open");
  // The end is what `closed` tells; without a listener a broken connection would fail the test run.
  socket.on("error", () => undefined);
  const frameOf: LiveClient["frameOf"] = (id, kind) =>
    until(`a ${kind} of stream ${id}`, () =>
      frames.find((frame) => !("beat" in frame) && frame.id === id && kind in frame),
    );
  return {
    socket,
    frames,
    closed,
    frameOf,
    send: (request) => socket.send(JSON.stringify(request)),
    async problemOf(id) {
      const frame = await frameOf(id, "problem");
      if (!("problem" in frame)) throw new Error("unreachable");
      return frame.problem;
    },
  };
}

/** Tries to open a live socket. @returns how it was refused @throws when it was opened */
export function refusedLive(url: string, headers: Headers): Promise<RefusedHandshake> {
  const socket = dial(url, headers);
  return new Promise((resolve, reject) => {
    socket.once("open", () => {
      socket.terminate();
      reject(new Error("the live socket was opened"));
    });
    socket.once("unexpected-response", (_request, response) => {
      let text = "";
      response.on("data", (chunk: Buffer) => (text += chunk.toString("utf8")));
      response.once("end", () =>
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers["content-type"],
          problem: JSON.parse(text) as Problem,
        }),
      );
    });
    socket.once("error", reject);
  });
}

function dial(url: string, headers: Headers): WebSocket {
  return new WebSocket(`${url.replace(/^http/, "ws")}${livePath}`, { headers, perMessageDeflate: false });
}
