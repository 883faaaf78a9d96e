/**
 * The live socket: any endpoint of kind `events`, many at once, over one WebSocket. A browser opens one and asks for what
 * its page shows; scripts read the same endpoints as server-sent events.
 */
import { z } from "zod";
import { problem } from "./problem.ts";

/** Where the socket is; signed in by the session's cookie or a bearer token, and only from Halcyon's own origin. */
export const livePath = "/api/v1/live";

const id = z.int().min(1).describe("chosen by the client, unlike every other that is open on this socket");
const text = z.record(z.string().max(100), z.string().max(2000));

/** What a client sends. */
export const liveRequest = z.discriminatedUnion("op", [
  z.strictObject({
    op: z.literal("open"),
    id,
    endpoint: z.string().max(100).describe("an endpoint of kind `events`: release.watch"),
    params: text.default({}).describe("as in the path"),
    query: text.default({}).describe("as in the query string"),
  }),
  z.strictObject({ op: z.literal("close"), id }),
]);
export type LiveRequest = z.input<typeof liveRequest>;

/** What the server sends: items of a stream, its refusal or failure, its end; and a beat while all is quiet. */
export const liveFrame = z.union([
  z.object({ id, item: z.unknown() }),
  z.object({ id, problem }),
  z.object({ id, end: z.literal(true) }),
  z.object({ beat: z.literal(true) }),
]);
export type LiveFrame = z.infer<typeof liveFrame>;

/** How often at least a frame arrives; a client that hears nothing for three of these connects anew. */
export const liveBeatMs = 5_000;

/** Close codes: nobody is signed in (any more); rights changed, connect anew; too many streams or frames; the server stops. */
export const liveClose = { notSignedIn: 4401, rightsChanged: 4403, tooMuch: 4429, stopping: 1001 } as const;
