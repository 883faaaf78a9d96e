/**
 * Somebody else changes what a release depends on. It is seen, said, never silently overwritten; what happens next is a
 * person's choice. kubevela #6272 and kruise-rollouts #330: there another writer bypasses the gate, and all pods move in
 * one batch.
 */
import { releaseEndpoints } from "@halcyon/contracts";
import { describeViolation, neverAbove, neverBelowReady, type Observer } from "@halcyon/lab/observer";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type SharedRoom, sharedRooms } from "../../../../../test/rooms.ts";
import {
  atRest,
  type Fixture,
  next,
  refusal,
  releaseFixture,
  type TestApp,
  until,
} from "./testing/fixture.ts";
import { type Stranger, strangerIn } from "./testing/stranger.ts";

let rooms: SharedRoom[];
let fixture: Fixture;
const hands: Stranger[] = [];
beforeAll(async () => {
  rooms = await sharedRooms();
  fixture = await releaseFixture(rooms);
});
afterAll(async () => {
  await Promise.all(hands.map((hand) => hand.close()));
  await fixture?.close();
});

/** Whoever takes its turn: cases run side by side, one room each. */
let turn = 0;
function roomForNext(): SharedRoom {
  return rooms[turn++ % rooms.length] as SharedRoom;
}

function stranger(room: SharedRoom, app: string): Stranger {
  const hand = strangerIn(room, app);
  hands.push(hand);
  return hand;
}

interface Case {
  readonly app: TestApp;
  readonly room: SharedRoom;
  readonly observer: Observer;
  readonly hand: Stranger;
}

/** An app of three instances in one room, at version 1. */
async function ofThree(): Promise<Case> {
  const room = roomForNext();
  const app = await fixture.app({ replicas: { [room.name]: 3 } });
  return { app, room, observer: app.observers.get(room.name) as Observer, hand: stranger(room, app.name) };
}

interface Edit {
  readonly name: string;
  make(hand: Stranger, app: TestApp): Promise<void>;
  /** What the release's sentence says: who, and what. */
  readonly says: RegExp;
  /** Ready instances the edit itself can take away from the three. */
  readonly costs?: number;
  /** The ReplicaSets it leaves are the Deployment controller's to size: it goes on with the edited template. */
  readonly retemplates?: boolean;
}

const edits: readonly Edit[] = [
  {
    name: "kubectl set image",
    make: (hand, app) => hand.setImage(app.image("mine")),
    says: /kubectl-set: .*containers\[name=[^\]]+\]\.image changed/,
    retemplates: true,
  },
  {
    name: "kubectl rollout undo",
    make: (hand, app) => hand.undo(app.image(1)),
    says: /kubectl-rollout: .*\.image changed/,
    retemplates: true,
  },
  {
    name: "kubectl rollout restart",
    make: (hand) => hand.restart(),
    says: /kubectl-rollout: .*restartedAt changed/,
    retemplates: true,
  },
  {
    name: "kubectl edit, adding a variable",
    make: (hand) => hand.addEnv("DEBUG", "1"),
    says: /kubectl-edit: .*env\[name=DEBUG\].* changed/,
    retemplates: true,
  },
  {
    name: "kubectl rollout pause",
    make: (hand) => hand.pause(),
    says: /kubectl-rollout: spec\.paused changed/,
  },
  {
    name: "kubectl delete deployment",
    make: (hand) => hand.remove(),
    says: /somebody deleted it: the Deployment is gone/,
    costs: 3,
  },
  {
    name: "kubectl delete replicaset, the old one",
    make: (hand, app) => hand.removeSet(app.image(1)),
    says: /somebody deleted it: the ReplicaSet of the old version is gone/,
    costs: 3,
  },
  {
    name: "kubectl scale replicaset, the new one",
    make: (hand, app) => hand.scaleSet(app.image(2), 3),
    says: /kubectl-scale: spec\.replicas changed/,
  },
];

/** The Deployment's and its ReplicaSets' specs: what nobody may have touched since. */
async function specs(hand: Stranger) {
  const sets = await hand.sets();
  return {
    deployment: (await hand.deployment())?.spec ?? null,
    sets: sets.map((set) => `${set.metadata.name}: ${set.spec.replicas}`).sort(),
  };
}

/** What nobody but Halcyon could change after the edit. */
async function untouched(hand: Stranger, edit: Edit) {
  const { deployment, sets } = await specs(hand);
  return edit.retemplates === true ? { deployment } : { deployment, sets };
}

const params = (release: string) => ({ params: { release } });

async function stopped(id: string, edit: Edit) {
  const release = await until(fixture.developer, id, (one) => one.state === "stopped" && one.acknowledged);
  expect(release.sentence).toMatch(edit.says);
  expect(release.sentence).toContain("stopped: ");
  expect(release.targets[0]?.drift).toMatchObject({ who: expect.any(String), what: expect.any(String) });
  expect(release.targets[0]?.phase).toBe("stopped");
  expect(release.may).toContain("put-back");
  return release;
}

const counted = (observer: Observer, image: string) =>
  observer.current().pods.byVersion[image] ?? { instances: 0, ready: 0 };

describe.concurrent("at a gate", () => {
  it.each(edits)(
    "$name: the release stops and says so; put back, it stands at its step again",
    async (edit) => {
      const { developer } = fixture;
      const { app, observer, hand } = await ofThree();
      const { id } = await app.approved({ image: app.image(2), steps: 1 });
      await next(developer, id);
      const gate = await observer.mark("gate");
      const before = await specs(hand);
      await edit.make(hand, app);
      await stopped(id, edit);
      const resting = await observer.mark("stopped");
      const left = await untouched(hand, edit);
      const floor = 3 - (edit.costs ?? 0);
      expect(
        neverBelowReady(observer.history(), { floor, from: gate, to: resting }).map(describeViolation),
      ).toEqual([]);
      const plain = await refusal(developer.call(releaseEndpoints.resume, { ...params(id), body: {} }));
      expect(plain).toMatchObject({ status: 409, code: "release_drifted" });
      expect(plain.hint).toContain("--put-back");
      expect(await untouched(hand, edit)).toEqual(left);

      const decided = await observer.mark("decided");
      await developer.get(releaseEndpoints.resume, {
        ...params(id),
        body: { putBack: true, reason: "ours" },
      });
      await until(developer, id, atRest(1));
      const back = await observer.mark("back");
      expect((await specs(hand)).deployment).toEqual(before.deployment);
      expect(counted(observer, app.image(2))).toMatchObject({ instances: 1, ready: 1 });
      expect(counted(observer, app.image(1))).toMatchObject({ instances: 3, ready: 3 });
      expect(
        neverBelowReady(observer.history(), { floor, from: decided, to: back }).map(describeViolation),
      ).toEqual([]);
    },
  );

  it("kubevela #6272, kruise-rollouts #330: another writer does not get past the gate; at most one pod moves", async () => {
    const { developer } = fixture;
    const room = roomForNext();
    const app = await fixture.app({ replicas: { [room.name]: 6 } });
    const observer = app.observers.get(room.name) as Observer;
    const hand = stranger(room, app.name);
    const { id } = await app.approved({ image: app.image(2), steps: 2 });
    await next(developer, id);
    const gate = await observer.mark("gate");
    await hand.setImage(app.image("mine"));
    await until(developer, id, (one) => one.state === "stopped" && one.acknowledged);
    await observer.until(({ pods }) => (pods.byVersion[app.image("mine")]?.ready ?? 0) > 0);
    const edited = await observer.mark("edited");
    await hand.restart();
    const end = await observer.mark("end");
    const range = { from: gate, to: end };
    const mine = { version: app.image("mine"), from: gate };
    expect(neverAbove(observer.history(), { ...mine, limit: 1, to: edited })).toEqual([]);
    // The restart replaces that one pod, whose end and whose successor's beginning come in any order.
    expect(neverAbove(observer.history(), { ...mine, limit: 2, to: end })).toEqual([]);
    expect(neverBelowReady(observer.history(), { floor: 6, ...range }).map(describeViolation)).toEqual([]);
    expect(counted(observer, app.image(1)).instances).toBeGreaterThanOrEqual(4);
  });
});

describe.concurrent("inside a step", () => {
  it.each(edits)(
    "$name: stops at once; abort --keep leaves it as it is, abort --back puts it back",
    async (edit) => {
      const { developer } = fixture;
      const { app, observer, hand } = await ofThree();
      const own = await specs(hand);
      const labels = { "lab.halcyon.dev/ready-after": "3s" };
      const version = await app.apply({ image: app.image(2), pod: { labels } });
      const { id } = await app.approved({ version, steps: 1 });
      const start = await observer.mark("start");
      await developer.get(releaseEndpoints.next, { ...params(id), body: {} });
      await observer.until(({ pods }) => pods.byVersion[app.image(2)]?.instances === 1);
      await edit.make(hand, app);
      await stopped(id, edit);
      await observer.mark("stopped");
      const left = await untouched(hand, edit);

      await developer.get(releaseEndpoints.abort, {
        ...params(id),
        body: { mode: "keep", reason: "not now" },
      });
      await until(developer, id, (one) => one.state === "aborted" && one.acknowledged);
      const kept = await observer.mark("kept");
      expect(await untouched(hand, edit)).toEqual(left);
      const floor = 3 - (edit.costs ?? 0);
      expect(
        neverBelowReady(observer.history(), { floor, from: start, to: kept }).map(describeViolation),
      ).toEqual([]);

      // What was kept is looked at again: nobody has decided about it yet.
      await developer.get(releaseEndpoints.abort, { ...params(id), body: { mode: "back", reason: "back" } });
      await until(
        developer,
        id,
        (one) => one.state === "stopped" && one.direction === "back" && one.acknowledged,
      );
      expect(await untouched(hand, edit)).toEqual(left);
      await developer.get(releaseEndpoints.abort, {
        ...params(id),
        body: { mode: "back", reason: "really" },
      });
      await until(developer, id, (one) => one.state === "rolled-back");
      const end = await observer.mark("back");
      expect((await specs(hand)).deployment).toEqual(own.deployment);
      expect(counted(observer, app.image(1))).toMatchObject({ instances: 3, ready: 3 });
      expect(counted(observer, app.image(2)).instances).toBe(0);
      expect(
        neverBelowReady(observer.history(), { floor, from: kept, to: end }).map(describeViolation),
      ).toEqual([]);
    },
  );
});

/** Plans an image over both rooms, one after the other, and goes to step `steps`. */
async function inTwoRooms(steps: number) {
  const [first, second] = [roomForNext(), roomForNext()];
  const app = await fixture.app({ replicas: { [first.name]: 2, [second.name]: 2 } });
  const { id, plan } = await app.approved({ image: app.image(2), steps: 1 });
  for (let step = 1; step <= steps; step++) await next(fixture.developer, id);
  const order = plan.targets.map((target) => target.room);
  const [early, late] = order.map((name) => rooms.find((room) => room.name === name) as SharedRoom);
  if (early === undefined || late === undefined) throw new Error("not two rooms");
  return {
    app,
    id,
    early: stranger(early, app.name),
    late: stranger(late, app.name),
    rooms: { early, late },
  };
}

describe.concurrent("what a decision is about", () => {
  it("only the target it was shown for: another edit elsewhere stops the release again", async () => {
    const { developer } = fixture;
    const { app, id, early, late, rooms: at } = await inTwoRooms(1);
    await early.addEnv("DEBUG", "1");
    await until(developer, id, (one) => one.state === "stopped" && one.acknowledged);
    await developer.get(releaseEndpoints.resume, { ...params(id), body: { putBack: true, reason: "ours" } });
    await until(developer, id, atRest(1));
    await next(developer, id);
    await late.addEnv("DEBUG", "1");
    await developer.get(releaseEndpoints.next, { ...params(id), body: {} });
    const release = await until(developer, id, (one) => one.state === "stopped" && one.acknowledged);
    expect(release.sentence).toMatch(new RegExp(`stopped: ${at.late.name}: kubectl-edit: .*env`));
    expect((await late.deployment())?.spec.template.spec.containers[0]?.env).toEqual([
      { name: "DEBUG", value: "1" },
    ]);
    expect(app.observers.get(at.late.name)?.max(app.image(2))).toBe(0);
  });

  it("only what was there: an edit made while the first is put back stops the release again", async () => {
    const { developer } = fixture;
    const room = roomForNext();
    // Going back needs a third instance of the old version, which takes its time.
    const labels = { "lab.halcyon.dev/ready-after": "4s" };
    const app = await fixture.app({ replicas: { [room.name]: 3 }, labels });
    const hand = stranger(room, app.name);
    const { id } = await app.approved({ image: app.image(2), steps: 2 });
    await next(developer, id);
    await hand.addEnv("FIRST", "1");
    await until(developer, id, (one) => one.state === "stopped" && one.acknowledged);
    await developer.get(releaseEndpoints.resume, { ...params(id), body: { putBack: true, reason: "ours" } });
    await until(developer, id, (one) => /available in the old version/.test(one.sentence));
    await hand.addEnv("SECOND", "1");
    const release = await until(developer, id, (one) => one.state === "stopped" && one.acknowledged);
    expect(release.sentence).toMatch(/kubectl-edit: .*env\[name=SECOND\]/);
    const { env } = (await hand.deployment())?.spec.template.spec.containers[0] ?? {};
    expect(env).toEqual([{ name: "SECOND", value: "1" }]);
  });

  it("and it is used up: a ReplicaSet scaled to where the way back ends anyway does not stop the release for ever", async () => {
    const { developer } = fixture;
    const { app, hand, observer } = await ofThree();
    const { id } = await app.approved({ image: app.image(2), steps: 2 });
    await next(developer, id);
    await hand.scaleSet(app.image(1), 3);
    await until(developer, id, (one) => one.state === "stopped" && one.acknowledged);
    await developer.get(releaseEndpoints.resume, { ...params(id), body: { putBack: true, reason: "ours" } });
    await until(developer, id, atRest(1));
    await observer.mark("back");
    expect(counted(observer, app.image(2)).instances).toBe(2);
    expect(counted(observer, app.image(1)).instances).toBe(2);
  });

  it("a change that was changed back by hand holds nobody up", async () => {
    const { developer } = fixture;
    const { app, hand, observer } = await ofThree();
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await next(developer, id);
    await developer.get(releaseEndpoints.hold, {
      ...params(id),
      body: { reason: "a person tries something" },
    });
    await hand.setImage(app.image("mine"));
    await hand.setImage(app.image(2));
    await developer.get(releaseEndpoints.resume, { ...params(id), body: {} });
    await until(developer, id, atRest(1));
    await developer.get(releaseEndpoints.rollback, {
      ...params(id),
      body: { mode: "express", reason: "enough" },
    });
    await until(developer, id, (one) => one.state === "rolled-back");
    await observer.mark("back");
    expect(counted(observer, app.image(1))).toMatchObject({ instances: 3, ready: 3 });
  });

  it("not a target that is skipped: it stays as somebody made it, and the others go on", async () => {
    const { developer } = fixture;
    const { app, id, early, rooms: at } = await inTwoRooms(1);
    await early.setImage(app.image("mine"));
    await until(developer, id, (one) => one.state === "stopped" && one.acknowledged);
    const target = at.early.name;
    await developer.get(releaseEndpoints.skip, { ...params(id), body: { target, reason: "theirs" } });
    await developer.get(releaseEndpoints.resume, { ...params(id), body: {} });
    await until(developer, id, (one) => one.state === "running" && one.stepReady);
    const left = await specs(early);
    await developer.get(releaseEndpoints.finish, { ...params(id), body: {} });
    await until(developer, id, (one) => one.state === "done");
    expect(await specs(early)).toEqual(left);
    expect(left.deployment?.template.spec.containers[0]?.image).toBe(app.image("mine"));
    await app.observers.get(at.late.name)?.mark("done");
    expect(app.observers.get(at.late.name)?.current().pods.byVersion[app.image(2)]).toMatchObject({
      ready: 2,
    });
  });
});

describe.concurrent("before the start", () => {
  it.each([edits[0] as Edit, { ...(edits[3] as Edit), name: "an added variable" }])(
    "$name: nothing is released, and it says why; put back, the step is taken",
    async (edit) => {
      const { developer } = fixture;
      const { app, hand, observer } = await ofThree();
      const own = await specs(hand);
      const { id } = await app.approved({ image: app.image(2), steps: 1 });
      await edit.make(hand, app);
      const edited = (await hand.deployment())?.spec;
      await developer.get(releaseEndpoints.next, { ...params(id), body: {} });
      await stopped(id, { ...edit, says: /kubectl-(set|edit): .* changed/ });
      expect((await hand.deployment())?.spec).toEqual(edited);
      await observer.mark("stopped");
      expect(observer.max(app.image(2))).toBe(0);
      await developer.get(releaseEndpoints.resume, {
        ...params(id),
        body: { putBack: true, reason: "ours" },
      });
      await until(developer, id, atRest(1));
      await observer.mark("step 1");
      expect(counted(observer, app.image(2))).toMatchObject({ instances: 1, ready: 1 });
      await developer.get(releaseEndpoints.rollback, {
        ...params(id),
        body: { mode: "express", reason: "look" },
      });
      await until(developer, id, (one) => one.state === "rolled-back");
      expect((await hand.deployment())?.spec).toEqual(own.deployment);
    },
  );

  it("a Deployment that is gone: said, and made again with the predecessor when it is put back", async () => {
    const { developer } = fixture;
    const { app, hand, observer } = await ofThree();
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await hand.remove();
    await developer.get(releaseEndpoints.next, { ...params(id), body: {} });
    await until(
      developer,
      id,
      (one) => one.state === "stopped" && /the Deployment is gone/.test(one.sentence),
    );
    expect(await hand.deployment()).toBeNull();
    await until(developer, id, (one) => one.acknowledged);
    await developer.get(releaseEndpoints.resume, { ...params(id), body: { putBack: true, reason: "ours" } });
    await until(developer, id, atRest(1));
    await observer.mark("step 1");
    expect(counted(observer, app.image(1))).toMatchObject({ instances: 3, ready: 3 });
    expect(counted(observer, app.image(2))).toMatchObject({ instances: 1, ready: 1 });
  });

  it("a changed Service: the release stops before any instance, and puts it back when told", async () => {
    const { developer } = fixture;
    const room = roomForNext();
    const ports = [{ name: "http", port: 8080, service: 80 }];
    const app = await fixture.app({ replicas: { [room.name]: 2 }, spec: { ports } });
    const hand = stranger(room, app.name);
    const { id } = await app.approved({ image: app.image(2), steps: 1 });
    await hand.divertService(9999);
    await developer.get(releaseEndpoints.next, { ...params(id), body: {} });
    const release = await until(developer, id, (one) => one.state === "stopped" && one.acknowledged);
    expect(release.sentence).toMatch(/kubectl-edit changed Service .*targetPort/);
    expect(app.observers.get(room.name)?.max(app.image(2))).toBe(0);
    await developer.get(releaseEndpoints.resume, { ...params(id), body: { putBack: true, reason: "ours" } });
    await until(developer, id, atRest(1));
    const service = await hand.client.get<{ spec: { ports: { targetPort: string }[] } }>(
      `/api/v1/namespaces/${app.name}/services/${app.name}`,
    );
    expect(service.spec.ports[0]?.targetPort).toBe("http");
  });
});

describe.concurrent("the first release of an app", () => {
  it("a person's scale and a person's edit stop it; put back, it stands at its share", async () => {
    const { developer } = fixture;
    const room = roomForNext();
    const app = await fixture.app({ replicas: { [room.name]: 4 }, unreleased: true });
    const observer = app.observers.get(room.name) as Observer;
    const hand = stranger(room, app.name);
    const { id } = await app.approved({ steps: 2 });
    await next(developer, id);
    await hand.scale(4);
    await stopped(id, {
      name: "scale",
      make: async () => undefined,
      says: /kubectl-scale: spec\.replicas changed/,
    });
    await developer.get(releaseEndpoints.resume, { ...params(id), body: { putBack: true, reason: "ours" } });
    await until(developer, id, atRest(1));
    await observer.until(({ pods }) => pods.instances === 2);
    await hand.addEnv("DEBUG", "1");
    await stopped(id, edits[3] as Edit);
    await developer.get(releaseEndpoints.resume, { ...params(id), body: { putBack: true, reason: "ours" } });
    await until(developer, id, atRest(1));
    expect((await hand.deployment())?.spec.template.spec.containers[0]?.env).toBeUndefined();
  });

  it("rolled back it leaves nothing, an edit of it is not deleted unasked, and it can be rolled forward again", async () => {
    const { developer } = fixture;
    const room = roomForNext();
    const app = await fixture.app({ replicas: { [room.name]: 2 }, unreleased: true });
    const observer = app.observers.get(room.name) as Observer;
    const hand = stranger(room, app.name);
    const { id } = await app.approved({ steps: 1 });
    await next(developer, id);
    const express = { ...params(id), body: { mode: "express" as const, reason: "back" } };
    await developer.get(releaseEndpoints.rollback, express);
    await until(developer, id, (one) => one.state === "rolled-back");
    await observer.until(({ pods }) => pods.instances === 0);
    expect(await hand.deployment()).toBeNull();
    await developer.get(releaseEndpoints.rollback, {
      ...params(id),
      body: { ...express.body, forward: true },
    });
    await until(developer, id, (one) => one.state === "done");
    await observer.until(({ pods }) => pods.ready === 2);
    await hand.addEnv("DEBUG", "1");
    await developer.get(releaseEndpoints.rollback, express);
    await stopped(id, edits[3] as Edit);
    expect((await hand.deployment())?.spec.replicas).toBe(2);
    await developer.get(releaseEndpoints.abort, { ...params(id), body: { mode: "back", reason: "really" } });
    await until(developer, id, (one) => one.state === "rolled-back");
    expect(await hand.deployment()).toBeNull();
  });
});
