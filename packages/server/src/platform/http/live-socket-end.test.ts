import { accessEndpoints, type Grant, liveClose } from "@halcyon/contracts";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openLive } from "#platform/testing/live-client.ts";
import { createNotesDomain, noteEndpoints, type NotesDomain } from "#platform/testing/notes-domain.ts";
import {
  createStreamsDomain,
  streamEndpoints,
  type StreamsDomain,
} from "#platform/testing/streams-domain.ts";
import { until } from "#platform/testing/until.ts";
import type { ApiClient } from "#src/testing/client.ts";
import { type TestServer, testServer } from "#src/testing/server.ts";

// How connections end that nobody closed: sign-ins that ended, rights that changed, a server that stops.

interface Started {
  readonly server: TestServer;
  readonly notes: NotesDomain;
  readonly streams: StreamsDomain;
}

const developer: Grant = { role: "developer", team: "retail" };
let started: Started;

beforeAll(async () => {
  started = await start();
});
afterAll(() => started.server.close());

async function start(): Promise<Started> {
  const made: { notes?: NotesDomain; streams?: StreamsDomain } = {};
  const server = await testServer(
    (platform) => {
      made.notes = createNotesDomain(platform);
      made.streams = createStreamsDomain();
      return [made.notes, made.streams];
    },
    { liveCheckMs: 1_000 },
  );
  if (made.notes === undefined || made.streams === undefined) throw new Error("no domains were made");
  return { server, notes: made.notes, streams: made.streams };
}

/** A person whose live socket follows a stream that never ends by itself. */
async function following(client: ApiClient) {
  const live = await openLive(client.url, { authorization: `Bearer ${client.token}` });
  live.send({ op: "open", id: 1, endpoint: noteEndpoints.watch.id, query: { mode: "forever" } });
  await live.frameOf(1, "item");
  return live;
}

const handlersEnded = ({ watchers }: NotesDomain) =>
  until("the end of all handlers", () => watchers.begun > 0 && watchers.begun === watchers.ended);

test("a disabled account's socket is closed, and so is one whose session or token ended", async () => {
  const { server } = started;
  const [one, two, three] = [
    await server.person({ name: "one" }),
    await server.person({ name: "two" }),
    await server.person({ name: "three" }),
  ];
  const { secret, token } = await three.get(accessEndpoints.createToken, { body: { name: "script" } });
  const lives = await Promise.all([following(one), following(two), following({ ...three, token: secret })]);

  await server.admin.get(accessEndpoints.disableUser, { params: { user: "one" } });
  await two.get(accessEndpoints.signOut);
  await three.get(accessEndpoints.revokeToken, { params: { token: token.id } });
  expect(await Promise.all(lives.map(({ closed }) => closed))).toEqual(
    lives.map(() => liveClose.notSignedIn),
  );
  await handlersEnded(started.notes);
});

test("whose rights changed is told to connect anew; nobody else notices", async () => {
  const { server } = started;
  const four = await server.person({ name: "four", grants: [developer] });
  const five = await server.person({ name: "five", grants: [developer] });
  const [changed, other] = await Promise.all([following(four), following(five)]);
  await server.admin.get(accessEndpoints.revokeRole, { params: { user: "four" }, body: developer });
  expect(await changed.closed).toBe(liveClose.rightsChanged);

  // The other one was looked at in the same round, and is still served.
  other.send({ op: "open", id: 2, endpoint: noteEndpoints.watch.id, query: { mode: "count" } });
  await other.frameOf(2, "end");
  const again = await following(four);
  again.send({ op: "open", id: 2, endpoint: streamEndpoints.ofApp.id, params: { app: "shop" } });
  expect((await again.problemOf(2)).code).toBe("http_forbidden");
  for (const { socket } of [other, again]) socket.close();
});

test("a connection that died without a word is found", async () => {
  const { server, notes } = started;
  const six = await server.person({ name: "six" });
  const live = await following(six);
  // It takes nothing in any more, pings among it.
  live.socket.pause();
  await handlersEnded(notes);
  live.socket.terminate();
});

// Its limit is the test: left to itself a WebSocket waits for its client for half a minute.
test("a stopping server says so, and waits neither for streams nor for who does not listen", async () => {
  const own = await start();
  const seven = await own.server.person({ name: "seven" });
  const live = await following(seven);
  const deaf = await following(seven);
  deaf.send({ op: "open", id: 2, endpoint: streamEndpoints.large.id });
  await deaf.frameOf(2, "item");
  deaf.socket.pause();
  await own.server.close();
  expect(await live.closed).toBe(liveClose.stopping);
  await handlersEnded(own.notes);
  deaf.socket.terminate();
}, 20_000);
