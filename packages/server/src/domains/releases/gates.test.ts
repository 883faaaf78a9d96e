/** What stands between two steps, on a real cluster: time, an HTTP answer, an expression, a person; and freezes. */
import { createServer, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type Gate, releaseEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import {
  atRest,
  type Fixture,
  forwardAgain,
  next,
  refusal,
  releaseFixture,
  rollback,
  type TestApp,
  until,
} from "./testing/fixture.ts";
import { strangerIn } from "./testing/stranger.ts";

let rooms: SharedRoom[];
let fixture: Fixture;
let site: Server;
let address: string;
/** What the site answers on each path. */
let answer: (path: string, response: ServerResponse) => void = (_path, response) => response.end("ok");
let asked: string[] = [];

beforeAll(async () => {
  site = createServer((request, response) => {
    asked.push(request.url ?? "");
    answer(request.url ?? "", response);
  });
  await new Promise<void>((resolve) => site.listen(0, "127.0.0.1", resolve));
  address = `127.0.0.1:${(site.address() as AddressInfo).port}`;
  rooms = await sharedRooms();
  fixture = await releaseFixture(rooms, { config: { gateHosts: [address] } });
});
afterAll(async () => {
  await fixture?.close();
  site?.closeAllConnections();
  site?.close();
});

const small = (): Promise<TestApp> => fixture.app({ replicas: { "north-mobile": 2 } });
const started = async (gates: Gate[]) => {
  const app = await small();
  const { id, plan } = await app.approved({ image: app.image(2), steps: 1, gates });
  await fixture.developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
  return { id, plan };
};
const done = (id: string) => until(fixture.developer, id, (release) => release.state === "done");
const refusedNext = (id: string) =>
  refusal(fixture.developer.call(releaseEndpoints.next, { params: { release: id }, body: {} }));

describe("without a person in between", () => {
  it("a wait that has passed goes on by itself; the plan says how long it takes at least", async () => {
    const { id, plan } = await started([{ kind: "wait", minutes: 0.02 }]);
    expect(plan.leastDurationSeconds).toBe(2);
    await done(id);
    const { items } = await fixture.developer.get(releaseEndpoints.timeline, {
      params: { release: id },
      query: {},
    });
    expect(items.filter((entry) => entry.kind === "next").map((entry) => entry.actor)).toEqual([
      "lin",
      "halcyon",
    ]);
  });

  it("a wait that has not passed refuses next and says how long; finish goes on without gates", async () => {
    const { id } = await started([{ kind: "wait", minutes: 600 }]);
    const waiting = await until(fixture.developer, id, (one) =>
      /waiting 600 minutes more/.test(one.sentence),
    );
    expect(waiting.waiting.for).toBe("gate");
    expect(await refusedNext(id)).toMatchObject({ status: 409, code: "release_gate_not_passed" });
    await fixture.developer.get(releaseEndpoints.finish, { params: { release: id }, body: {} });
    await done(id);
  });

  it("an HTTP check waits for the status it wants, and follows no redirect", async () => {
    asked = [];
    answer = (_path, response) => response.writeHead(302, { location: `http://${address}/elsewhere` }).end();
    const { id } = await started([
      { kind: "http", url: `http://${address}/ready`, status: 200, timeoutSeconds: 2 },
    ]);
    const waiting = await until(fixture.developer, id, (release) =>
      /answered 302, not 200/.test(release.sentence),
    );
    expect(waiting.position).toBe(1);
    expect(new Set(asked)).toEqual(new Set(["/ready"]));
    answer = (_path, response) => response.end("ok");
    await done(id);
  });

  it("an HTTP check that is never answered does not pass, and holds nobody up", async () => {
    answer = () => {};
    const { id } = await started([
      { kind: "http", url: `http://${address}/slow`, status: 200, timeoutSeconds: 1 },
    ]);
    await until(fixture.developer, id, (release) => /did not answer/.test(release.sentence));
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    answer = (_path, response) => response.end("ok");
  });

  it("a host operations have not allowed is never asked", async () => {
    asked = [];
    const port = Number(address.split(":")[1]);
    const { id } = await started([
      { kind: "http", url: `http://localhost:${port}/ready`, status: 200, timeoutSeconds: 1 },
    ]);
    await until(fixture.developer, id, (release) => /not among the hosts/.test(release.sentence));
    expect(asked).toEqual([]);
  });

  it("an expression over what Halcyon observes", async () => {
    const good = "new.ready == allowed && old.total >= 1 && new.restarts == 0 && targets.all(t, t.satisfied)";
    const { id } = await started([{ kind: "cel", expression: good }]);
    await done(id);
    const { id: other } = await started([{ kind: "cel", expression: "new.ready > 100" }]);
    await until(fixture.developer, other, (release) => /new.ready > 100 is false/.test(release.sentence));
    const { id: third } = await started([{ kind: "cel", expression: "new.moon == 1" }]);
    await until(fixture.developer, third, (release) => /new.moon == 1: No such key/.test(release.sentence));
    const { id: fourth } = await started([{ kind: "cel", expression: "targets[0].new" }]);
    await until(fixture.developer, fourth, (release) => /targets\[0\].new is 1/.test(release.sentence));
    expect(await refusedNext(fourth)).toMatchObject({ code: "release_gate_not_passed" });
  });

  it.each([
    [
      "a regular expression that never ends",
      `"${"a".repeat(60)}!".matches("(a+)+$")`,
      /takes longer than 1 s/,
    ],
    [
      "a list that doubles for ever",
      `[targets]${".map(t, t + t)".repeat(60)}.all(t, t.size() > 0)`,
      /takes longer than 1 s|memory|Invalid array length|call stack/,
    ],
  ])("%s does not pass, and holds up neither Halcyon nor another gate", async (_what, expression, says) => {
    const { id } = await started([{ kind: "cel", expression }]);
    await until(fixture.developer, id, (release) => says.test(release.sentence));
    expect(await refusedNext(id)).toMatchObject({ status: 409, code: "release_gate_not_passed" });
    const { id: other } = await started([{ kind: "cel", expression: "new.ready == allowed" }]);
    await done(other);
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
  });

  it("an address that takes its time keeps neither a hold nor a foreign edit waiting", async () => {
    answer = () => {};
    const app = await small();
    const gate: Gate = { kind: "http", url: `http://${address}/slow`, status: 200, timeoutSeconds: 60 };
    const { id } = await app.approved({ image: app.image(2), steps: 1, gates: [gate] });
    await next(fixture.developer, id);
    const reason = "look";
    const held = await fixture.developer.get(releaseEndpoints.hold, {
      params: { release: id },
      body: { reason },
    });
    expect(held).toMatchObject({ state: "held", acknowledged: true });
    await fixture.developer.get(releaseEndpoints.resume, { params: { release: id }, body: {} });
    await until(fixture.developer, id, atRest(1));
    const hand = strangerIn(rooms[0] as SharedRoom, app.name);
    await hand.pause();
    await hand.close();
    // Far less than the gate's own patience.
    await until(fixture.developer, id, (release) => release.state === "stopped", 30_000);
    answer = (_path, response) => response.end("ok");
  });
});

describe("with a person in between", () => {
  it("next is refused until the other gates have passed, then it is the person's turn", async () => {
    answer = (_path, response) => response.writeHead(503).end();
    const url = `http://${address}/errors`;
    const { id } = await started([{ kind: "manual" }, { kind: "http", url, status: 200, timeoutSeconds: 1 }]);
    await until(fixture.developer, id, (release) => release.waiting.for === "gate");
    expect(await refusedNext(id)).toMatchObject({
      code: "release_gate_not_passed",
      detail: expect.stringContaining("503"),
    });
    answer = (_path, response) => response.end("ok");
    const yours = await until(fixture.developer, id, (release) => release.waiting.for === "next");
    expect(yours.sentence).toContain("waiting for you");
    await next(fixture.developer, id);
    await done(id);
  });

  it("a gate stands after its own step only, and the same gates stand on the way back", async () => {
    const app = await fixture.app({ replicas: { "north-mobile": 3 } });
    const gates: Gate[] = [
      { kind: "wait", minutes: 0, after: 1 },
      { kind: "manual", after: 2 },
    ];
    const { id } = await app.approved({ image: app.image(2), steps: 1, gates });
    await fixture.developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    await until(fixture.developer, id, atRest(2));
    await next(fixture.developer, id);
    await done(id);
    await rollback(fixture.developer, id, "stepwise");
    const back = await until(fixture.developer, id, atRest(2));
    expect(back.waiting.for).toBe("next");
    await fixture.developer.get(releaseEndpoints.next, { params: { release: id }, body: {} });
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
  });

  it("a step expected twice is taken once", async () => {
    const app = await small();
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    const press = () =>
      fixture.developer.call(releaseEndpoints.next, { params: { release: id }, body: { expect: 1 } });
    const [first, second] = await Promise.all([press(), press()]);
    expect([first.status, second.status].sort((a, b) => a - b)).toEqual([202, 409]);
    const { position } = await until(fixture.developer, id, atRest(1));
    expect(position).toBe(1);
  });
});

describe("a freeze", () => {
  it("refuses every step forward and allows the way back, with a reason; its end ends it", async () => {
    const app = await small();
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await next(fixture.developer, id);
    const later = new Date(Date.now() + 3_600_000).toISOString();
    const body = { scope: "app" as const, name: app.name, until: later, reason: "election night" };
    const { id: freeze } = await fixture.operator.get(releaseEndpoints.freeze, { body });
    const refused = await refusedNext(id);
    expect(refused).toMatchObject({
      status: 423,
      code: "release_frozen",
      detail: expect.stringContaining("election night"),
    });
    const finish = fixture.developer.call(releaseEndpoints.finish, { params: { release: id }, body: {} });
    expect(await refusal(finish)).toMatchObject({ code: "release_frozen" });
    const other = await small();
    const { id: elsewhere } = await other.approved({ image: other.image(2) });
    await next(fixture.developer, elsewhere);
    await rollback(fixture.developer, id, "express");
    await until(fixture.developer, id, (release) => release.state === "rolled-back");
    const again = fixture.developer.call(releaseEndpoints.rollback, {
      params: { release: id },
      body: { mode: "express", reason: "forward again", forward: true },
    });
    expect(await refusal(again)).toMatchObject({ code: "release_frozen" });
    await fixture.operator.get(releaseEndpoints.thaw, { params: { freeze } });
    await forwardAgain(fixture.developer, id, "express");
    await done(id);
  });
  const later = () => new Date(Date.now() + 3_600_000).toISOString();
  const frozen = (body: { scope: "all" | "team" | "app"; name?: string }) =>
    fixture.operator.get(releaseEndpoints.freeze, {
      body: { ...body, until: later(), reason: "election night" },
    });
  const thaw = (freeze: string) => fixture.operator.get(releaseEndpoints.thaw, { params: { freeze } });

  it.each([{ scope: "all" as const }, { scope: "team" as const, name: "news" }])(
    "of %j holds up a start until it ends",
    async (scope) => {
      const app = await small();
      const { id: waiting } = await app.approved({
        image: app.image(2),
        steps: 1,
        gates: [{ kind: "wait", minutes: 0.02 }],
      });
      const { id: freeze } = await frozen(scope);
      expect(await refusedNext(waiting)).toMatchObject({ status: 423, code: "release_frozen" });
      await thaw(freeze);
      await fixture.developer.get(releaseEndpoints.next, { params: { release: waiting }, body: {} });
      await done(waiting);
    },
  );

  it("between two steps: the gates have passed, and it waits for the end of the freeze, as it says", async () => {
    answer = (_path, response) => response.writeHead(503).end();
    const url = `http://${address}/open`;
    const { id } = await started([{ kind: "http", url, status: 200, timeoutSeconds: 1 }]);
    await until(fixture.developer, id, (release) => /answered 503/.test(release.sentence));
    const { id: freeze } = await frozen({ scope: "team", name: "news" });
    answer = (_path, response) => response.end("ok");
    const waiting = await until(fixture.developer, id, (release) =>
      /frozen until .*election night/.test(release.sentence),
    );
    expect(waiting).toMatchObject({ position: 1, waiting: { for: "gate" } });
    const reason = { reason: "x" };
    await fixture.developer.get(releaseEndpoints.hold, { params: { release: id }, body: reason });
    const resume = fixture.developer.call(releaseEndpoints.resume, { params: { release: id }, body: {} });
    expect(await refusal(resume)).toMatchObject({ status: 423, code: "release_frozen" });
    await thaw(freeze);
    await fixture.developer.get(releaseEndpoints.resume, { params: { release: id }, body: {} });
    await done(id);
  });

  it("is made for somebody: a team or an app nobody knows is refused", async () => {
    for (const body of [
      { scope: "team" as const, name: "nwes" },
      { scope: "app" as const, name: "no-such-app" },
    ]) {
      const made = fixture.operator.call(releaseEndpoints.freeze, {
        body: { ...body, until: later(), reason: "x" },
      });
      expect(await refusal(made)).toMatchObject({ status: 400, code: "release_freeze_invalid" });
    }
  });
});
