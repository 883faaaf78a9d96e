import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import { createClient } from "./client/client.ts";
import { httpFetch } from "./client/http.ts";
import { endingOf, followRelease } from "./release-follow.ts";
import { releaseWith } from "./testing/release.ts";

test.each([
  [{ state: "running" }, "closed", false, undefined],
  [{ state: "held" }, "closed", false, undefined],
  [{ state: "done" }, "closed", false, 0],
  [{ state: "rolled-back" }, "closed", false, 7],
  [{ state: "rolled-back" }, "closed", true, 0],
  [{ state: "stopped" }, "ready", false, 7],
  [{ state: "aborted", acknowledged: false }, "closed", false, undefined],
  [{ state: "aborted" }, "closed", false, 7],
  [{ state: "rejected" }, "closed", false, 7],
  [{ state: "running", stepReady: true, waiting: { for: "next", reason: "" } }, "ready", false, 0],
  [{ state: "running", stepReady: true, waiting: { for: "gate", reason: "" } }, "ready", false, 0],
  [{ state: "running", stepReady: true, waiting: { for: "next", reason: "" } }, "closed", false, undefined],
  [
    { state: "running", stepReady: true, acknowledged: false, waiting: { for: "next", reason: "" } },
    "ready",
    false,
    undefined,
  ],
  [{ state: "running", stepReady: false, waiting: { for: "ready", reason: "" } }, "ready", false, undefined],
  [{ state: "running", stepReady: false, waiting: { for: "target", reason: "" } }, "ready", false, undefined],
  [{ state: "running", stepReady: false, stepLate: true }, "ready", false, 7],
  [{ state: "running", stepReady: false, stepLate: true }, "closed", false, undefined],
] as const)(
  "%j waited for until %s, going back already: %s, ends with %s",
  (change, until, wentBack, ending) => {
    expect(endingOf(releaseWith(change), until, wentBack)).toBe(ending);
  },
);

// Halcyon does not drop connections on demand: a bare server does, after one event each.
test("a lost connection is said once and made again, and nothing is missed", async () => {
  let connections = 0;
  const server = createServer((_request, response) => {
    connections += 1;
    response.writeHead(200, { "content-type": "text/event-stream" });
    response.write(`data: ${JSON.stringify({ position: connections })}\n\n`, () => response.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const stop = new AbortController();
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const client = createClient({
    server: url,
    token: undefined,
    fetch: httpFetch,
    newKey: () => "",
    signal: stop.signal,
  });
  const seen: (number | string)[] = [];
  for await (const sighting of followRelease(client, "frontpage-2", stop.signal)) {
    seen.push(sighting.kind === "release" ? sighting.release.position : sighting.kind);
    if (connections === 3) break;
  }
  stop.abort();
  server.close();
  expect(seen).toEqual([1, "lost", 2, "lost", 3]);
});
