/** Releases on a real API server with a secret that stays in an outside store, which goes away, changes, and comes back. */
import { releaseEndpoints, secretEndpoints } from "@halcyon/contracts";
import { observeConfiguration } from "@halcyon/lab/observer";
import { mkdir, mkdtemp, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import { type Fixture, next, releaseFixture, rollback, until } from "./testing/fixture.ts";

let dir: string;
let room: SharedRoom;
let fixture: Fixture;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-linked-release-"));
  await mkdir(join(dir, "store", "news"), { recursive: true });
  const settings = join(dir, "stores.yaml");
  await writeFile(settings, `files: { kind: file, directory: ${join(dir, "store")} }\n`);
  const [first] = await sharedRooms();
  if (first === undefined) throw new Error("there is no room");
  room = first;
  fixture = await releaseFixture([room], { config: { secretStores: settings } });
});
afterAll(async () => {
  await fixture?.close();
  await rm(dir, { recursive: true, force: true });
});

const put = (value: string) => writeFile(join(dir, "store", "news", "db"), value);
const away = () => rename(join(dir, "store"), join(dir, "away"));
const back = () => rename(join(dir, "away"), join(dir, "store"));
const params = (release: string) => ({ params: { release } });

describe("a release with a secret in an outside store", () => {
  it("waits while the store is away, refuses another value, and goes back without the store", async () => {
    const { developer } = fixture;
    const app = await fixture.app({ replicas: { [room.name]: 2 }, unreleased: true });
    const { server, caData, tokens } = room;
    const observer = await observeConfiguration({
      ...{ server, caData, token: tokens.admin, namespace: app.name },
    });
    const at = { params: { app: app.name, secret: "db" } };
    const rotate = () => developer.get(secretEndpoints.rotate, { ...at, body: {} });
    /** The first state in which the release says why it does not go on. */
    const waiting = (id: string, why: string) =>
      until(developer, id, ({ targets }) => targets.some(({ reason }) => reason?.includes(why) === true));

    await put("one");
    await developer.get(secretEndpoints.link, { ...at, body: { store: "files", path: "news/db" } });
    await app.apply({ env: { PASSWORD: { secret: "db" } } });
    await app.ship({ message: "first" });

    await put("two");
    const second = (await rotate()).app.version.number;
    const { id } = await app.approved({ version: second, steps: 1 });
    await away();
    await developer.get(releaseEndpoints.next, { ...params(id), body: {} });
    await waiting(id, "store files cannot be read");
    await back();
    await put("three");
    await waiting(id, "is not what it was when version 2 of secret db");
    await observer.mark();
    expect(observer.history().filter(({ values }) => values["PASSWORD"] !== "one")).toEqual([]);
    await put("two");
    await until(developer, id, (release) => release.position === 1 && release.stepReady);

    // Both Secrets are in the cluster: neither way needs the store.
    await away();
    await next(developer, id);
    await rollback(developer, id, "express");
    await until(developer, id, (release) => release.state === "rolled-back");
    await back();

    await observer.mark();
    const seen = observer.history();
    expect(seen.flatMap(({ problems }) => problems)).toEqual([]);
    expect([...new Set(seen.map(({ values }) => values["PASSWORD"]))]).toEqual(["one", "two"]);
    expect(seen.at(-1)?.values).toEqual({ PASSWORD: "one" });
    await observer.stop();
  }, 120_000);
});
