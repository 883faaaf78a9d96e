/**
 * The moves against a model of the StatefulSet controller that is as bad as the real one may be: it acts at any moment, one
 * instance at a time, waits for what is not Ready, and instances die and fall ill as they like.
 */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { Side } from "../deployment/memory.ts";
import { move } from "./move.ts";
import type { PodSeen, SetState, StatefulAct } from "./observed.ts";

interface Model {
  own: Side;
  partition: number;
  ordered: boolean;
  replicas: number;
  pods: PodSeen[];
  made: number;
}

const other = (side: Side): Side => (side === "to" ? "from" : "to");

function modelOf(replicas: number, own: Side, partition: number, ordered: boolean): Model {
  const model: Model = { own, partition, ordered, replicas, pods: [], made: 0 };
  for (let at = 0; at < replicas; at++) make(model, at, true);
  return model;
}

/** An instance is made from the template from the partition on, from the revision before below it. */
function make(model: Model, ordinal: number, ready = false): void {
  model.made += 1;
  const side = ordinal >= model.partition ? model.own : other(model.own);
  const uid = `u${model.made}`;
  model.pods.push({ name: `web-${ordinal}`, uid, resourceVersion: uid, ordinal, side, ready, alive: true });
}

const stateOf = (model: Model): SetState => ({
  partition: model.partition,
  ordered: model.ordered,
  current: other(model.own),
  update: model.own,
  pods: [...model.pods],
});

/** One act of the controller: make what is missing, or replace the highest outdated one when all above are Ready. */
function controller(model: Model): void {
  for (let at = 0; at < model.replicas; at++) {
    const pod = model.pods.find(({ ordinal }) => ordinal === at);
    if (pod === undefined) return make(model, at);
    if (model.ordered && !pod.ready) return;
  }
  for (let at = model.replicas - 1; at >= model.partition; at--) {
    const pod = model.pods.find(({ ordinal }) => ordinal === at);
    if (pod === undefined || (pod.side === model.own && !pod.ready)) return;
    if (pod.side === model.own) continue;
    if (!pod.ready && model.ordered) return;
    model.pods = model.pods.filter((one) => one !== pod);
    return;
  }
}

const heal = (model: Model) => {
  model.pods = model.pods.map((pod) => ({ ...pod, ready: true }));
};
const count = (model: Model, side: Side) => model.pods.filter((pod) => pod.side === side).length;
const readyOf = (model: Model) => model.pods.filter((pod) => pod.ready).length;

/** Carries an act out; checks both invariants of what it leads to by itself. */
function act(model: Model, given: StatefulAct): void {
  if (given.do === "partition") model.partition = given.partition;
  if (given.do === "delete-pod") model.pods = model.pods.filter(({ uid }) => uid !== given.pod.uid);
}

function wanted(model: Model, K: number, toward: Side, unavailable = 1) {
  const own = model.own === "to" ? K : model.replicas - K;
  return { replicas: model.replicas, own, unavailable, toward, all: false };
}

/** Runs until it is reached, healthy instances in between. */
function reach(model: Model, K: number, toward: Side): string[] {
  const acts: string[] = [];
  for (let round = 0; round < 200; round++) {
    const next = move(stateOf(model), model.own, wanted(model, K, toward));
    if (next.do === "satisfied") return acts;
    if (next.do !== "wait") acts.push(next.do);
    act(model, next);
    controller(model);
    heal(model);
  }
  throw new Error(`never reached ${K}: ${JSON.stringify(model)}`);
}

describe("moving a StatefulSet", () => {
  it("replaces one instance at a time, from the highest ordinal", () => {
    const model = modelOf(5, "to", 5, true);
    expect(reach(model, 2, "to")).toEqual(["partition", "partition"]);
    expect(model.pods.filter(({ side }) => side === "to").map(({ ordinal }) => ordinal)).toEqual([4, 3]);
  });

  it("goes back by making exactly the surplus anew, and back and forth from either side's template", () => {
    for (const own of ["to", "from"] as const) {
      const model = modelOf(4, own, 4, false);
      if (own === "from") expect(count(model, "to")).toBe(4);
      for (const K of [3, 1, 4, 0, 2]) {
        reach(model, K, "to");
        expect([own, K, count(model, "to"), readyOf(model)]).toEqual([own, K, K, 4]);
      }
    }
  });

  it.each([true, false])(
    "takes a broken instance back although the controller waits for it (ordered: %s)",
    (ordered) => {
      const model = modelOf(3, "to", 3, ordered);
      reach(model, 1, "to");
      model.pods = model.pods.map((pod) => ({ ...pod, ready: pod.side !== "to" }));
      const raise = move(stateOf(model), "to", wanted(model, 0, "from"));
      expect(raise).toEqual({ do: "partition", partition: 3 });
      act(model, raise);
      const gone = move(stateOf(model), "to", wanted(model, 0, "from"));
      expect(gone).toMatchObject({ do: "delete-pod", pod: { ordinal: 2, side: "to" } });
    },
  );

  it("gives up no Ready instance where none may be missing", () => {
    const model = modelOf(3, "to", 3, false);
    expect(move(stateOf(model), "to", wanted(model, 1, "to", 0))).toMatchObject({ do: "wait" });
    model.pods = model.pods.map((pod) => ({ ...pod, ready: pod.ordinal !== 1 }));
    // One is missing already: the second would be one too many.
    expect(move(stateOf(model), "to", wanted(model, 1, "to"))).toMatchObject({ do: "wait" });
  });

  it("counts what scaling up made new, and takes the surplus back", () => {
    const model = modelOf(4, "to", 4, false);
    reach(model, 1, "to");
    model.replicas = 8;
    for (let at = 4; at < 8; at++) make(model, at, true);
    expect(count(model, "to")).toBe(5);
    reach(model, 2, "to");
    expect([count(model, "to"), model.partition]).toEqual([2, 6]);
  });

  it("never breaks the allowance or the floor by an act of its own, whatever happens in between", () => {
    const happening = fc.constantFrom("look", "controller", "heal", "sicken", "kill");
    const step = fc.record({ what: happening, at: fc.nat(9) });
    const goals = fc.array(fc.record({ K: fc.nat(6), steps: fc.array(step, { maxLength: 40 }) }), {
      maxLength: 5,
    });
    fc.assert(
      fc.property(fc.constantFrom<Side>("to", "from"), fc.boolean(), goals, (own, ordered, plan) => {
        const model = modelOf(6, own, 6, ordered);
        let now = count(model, "to");
        for (const { K, steps } of plan) {
          const toward: Side = K >= now ? "to" : "from";
          // While it goes back there may be as many as before; never more.
          const most = Math.max(K, now);
          for (const { what, at } of steps) {
            const pod = model.pods[at % Math.max(1, model.pods.length)];
            if (what === "controller") controller(model);
            if (what === "heal") heal(model);
            if (what === "sicken" && pod !== undefined)
              model.pods = model.pods.map((one) => (one === pod ? { ...one, ready: false } : one));
            if (what === "kill" && pod !== undefined) model.pods = model.pods.filter((one) => one !== pod);
            if (what === "look") {
              const before = readyOf(model);
              const next = move(stateOf(model), model.own, wanted(model, K, toward));
              act(model, next);
              if (next.do === "delete-pod")
                expect(readyOf(model)).toBeGreaterThanOrEqual(Math.min(before, 5));
              // An instance that comes back is of its own side: never more new ones than allowed, made or to be made.
              const coming = Array.from({ length: 6 }, (_, ordinal) => ordinal)
                .filter((ordinal) => !model.pods.some((one) => one.ordinal === ordinal))
                .filter((ordinal) => ordinal >= model.partition === (model.own === "to")).length;
              if (next.do !== "wait" && next.do !== "satisfied")
                expect(count(model, "to") + coming).toBeLessThanOrEqual(Math.max(most, now));
            }
          }
          reach(model, K, toward);
          now = count(model, "to");
          expect(now).toBe(K);
        }
      }),
      { numRuns: 500 },
    );
  });
});
