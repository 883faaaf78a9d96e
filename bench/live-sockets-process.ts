/**
 * The live sockets of many browsers, in a process of its own. Its first line of input says where, as whom, how many and what they
 * ask; it answers a line when each has its first answers, and at the end of its input which mark arrived when on which socket.
 */
import { once } from "node:events";
import { createInterface } from "node:readline";
import { type LiveFrame, livePath, type LiveRequest } from "@halcyon/contracts";
import { WebSocket } from "ws";

/** What the sockets are to do. */
export interface SocketsWanted {
  readonly url: string;
  readonly token: string;
  readonly count: number;
  /** The streams of one socket: that of a socket's place in turn, and those that all have. */
  readonly each: readonly Omit<Extract<LiveRequest, { op: "open" }>, "op" | "id">[];
  readonly all: readonly Omit<Extract<LiveRequest, { op: "open" }>, "op" | "id">[];
  /** Finds the numbers of marks in an answer; its first group. */
  readonly mark: string;
}

/** A mark that arrived on a socket, by the machine's clock. */
export interface Arrival {
  readonly mark: number;
  readonly at: number;
}

const now = () => performance.timeOrigin + performance.now();
const input = createInterface({ input: process.stdin });
const [line] = (await once(input, "line")) as [string];
const wanted = JSON.parse(line) as SocketsWanted;
const arrivals: Arrival[] = [];
const sockets: WebSocket[] = [];
let bytes = 0;
for (let at = 0; at < wanted.count; at++) sockets.push(await openSocket(at));
console.log(JSON.stringify({ sockets: sockets.length }));
bytes = 0;
await once(input, "close");
console.log(
  JSON.stringify({
    bytes,
    open: sockets.filter(({ readyState }) => readyState === WebSocket.OPEN).length,
    arrivals,
  }),
);
for (const socket of sockets) socket.terminate();

/** Opens one, with its streams; done when each has answered. */
async function openSocket(at: number): Promise<WebSocket> {
  const headers = { authorization: `Bearer ${wanted.token}` };
  const socket = new WebSocket(`${wanted.url.replace(/^http/, "ws")}${livePath}`, {
    headers,
    perMessageDeflate: false,
  });
  await once(socket, "open");
  const own = wanted.each[at % wanted.each.length];
  const streams = [...(own === undefined ? [] : [own]), ...wanted.all];
  const unanswered = new Set(streams.keys());
  const marks = new RegExp(wanted.mark, "g");
  let newest = -1;
  await new Promise<void>((resolve, reject) => {
    socket.on("error", reject);
    socket.on("message", (data: Buffer) => {
      const arrivedAt = now();
      bytes += data.length;
      const text = data.toString("utf8");
      if (unanswered.size > 0) {
        const frame = JSON.parse(text) as LiveFrame;
        if ("problem" in frame) reject(new Error(text));
        if ("item" in frame) unanswered.delete(frame.id - 1);
        if (unanswered.size === 0) resolve();
      }
      const known = newest;
      for (const [, digits] of text.matchAll(marks)) {
        const mark = Number(digits);
        if (mark > known) arrivals.push({ mark, at: arrivedAt });
        newest = Math.max(newest, mark);
      }
    });
    for (const [index, stream] of streams.entries())
      socket.send(JSON.stringify({ op: "open", id: index + 1, ...stream } satisfies LiveRequest));
  });
  return socket;
}
