import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createWorld, type Event, type Planted, type World } from "./world.ts";

const at = fc.nat(30);
const kinds = <K extends string>(...names: K[]) => fc.constantFrom(...names);
const worked: fc.Arbitrary<Event> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: kinds("look", "arrive"), at }) },
  { weight: 8, arbitrary: fc.record({ kind: kinds("deployment", "set", "ready"), at }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("repeat", "lose"), at }) },
  { weight: 2, arbitrary: fc.record({ kind: kinds("next") }) },
  {
    weight: 1,
    arbitrary: fc.record({ kind: kinds("crash", "hold", "resume", "back", "back-express", "finish") }),
  },
);
const scaling: fc.Arbitrary<Event> = fc.record({
  kind: kinds("scale"),
  at,
  to: fc.integer({ min: 1, max: 12 }),
});

const sizes = fc.array(fc.integer({ min: 1, max: 8 }), { minLength: 1, maxLength: 3 });
const steps = fc.array(fc.integer({ min: 1, max: 4 }), { minLength: 1, maxLength: 4 });
const surge = fc.integer({ min: 1, max: 4 });
const schedule = fc.array(worked, { minLength: 60, maxLength: 400 });

/** Lets everything that is under way come to rest: no person, no crash, all writes arrive. */
function settle(world: World): void {
  for (let round = 0; round < 400; round++) {
    for (const [index] of world.targets.entries()) {
      world.happen({ kind: "look", at: index });
      world.happen({ kind: "arrive", at: index });
      world.happen({ kind: "deployment", at: index });
      world.happen({ kind: "set", at: index });
      world.happen({ kind: "ready", at: index });
      world.happen({ kind: "deployment", at: index });
    }
  }
}

function newInstances(world: World): number[] {
  return world.targets.map(
    (target) => target.cluster.sets.find((set) => set.template === "B")?.replicas ?? 0,
  );
}

function holds(planted: Planted, runs: number, seed: number) {
  return fc.check(
    fc.property(sizes, steps, surge, schedule, (replicas, list, most, events) => {
      const world = createWorld(replicas, list, most, planted);
      for (const event of events) world.happen(event);
      return world.violations.length === 0;
    }),
    { numRuns: runs, seed, endOnFailure: true },
  );
}

describe("a release under seeded schedules", () => {
  it("never exceeds the allowance and never serves under R: crashes, late, repeated and lost writes", () => {
    fc.assert(
      fc.property(sizes, steps, surge, schedule, (replicas, list, most, events) => {
        const world = createWorld(replicas, list, most);
        for (const event of events) world.happen(event);
        expect(world.violations).toEqual([]);
      }),
      { numRuns: 3000, seed: 20261123 },
    );
  });

  it("always comes to rest at exactly its allowance, whatever happened before", () => {
    fc.assert(
      fc.property(sizes, steps, surge, schedule, (replicas, list, most, events) => {
        const world = createWorld(replicas, list, most);
        for (const event of events) world.happen(event);
        world.happen({ kind: "resume" });
        settle(world);
        const { position, state } = world.record;
        if (state === "approved") return;
        const shares = world.plan.targets.map(
          (target) => world.plan.steps[position - 1]?.shares[target.target] ?? 0,
        );
        expect(newInstances(world)).toEqual(shares);
        expect(world.violations).toEqual([]);
      }),
      { numRuns: 400, seed: 7 },
    );
  });

  it("after scaling at any moment each target rests at its share of the new R, rounded up", () => {
    fc.assert(
      fc.property(
        sizes,
        steps,
        surge,
        fc.array(fc.oneof({ weight: 9, arbitrary: worked }, { weight: 1, arbitrary: scaling }), {
          maxLength: 300,
        }),
        (replicas, list, most, events) => {
          const world = createWorld(replicas, list, most);
          for (const event of events) world.happen(event);
          world.happen({ kind: "resume" });
          settle(world);
          const { position, state } = world.record;
          if (state === "approved") return;
          const expected = world.targets.map((target, index) => {
            const share = world.plan.steps[position - 1]?.shares[target.name] ?? 0;
            const planned = replicas[index] ?? 0;
            const now = target.cluster.deployment.replicas;
            return share >= planned ? now : Math.max(0, Math.ceil((share * now) / planned - 1e-9));
          });
          expect(newInstances(world)).toEqual(expected);
        },
      ),
      { numRuns: 400, seed: 11 },
    );
  });

  it.each([
    ["an off-by-one step", { offByOne: true }],
    ["a missing fence", { noFence: true }],
    ["a resume that repeats", { resumeRepeats: true }],
  ] as const)("catches %s, planted", (_name, planted) => {
    expect(holds({}, 500, 3).failed).toBe(false);
    expect(holds(planted, 3000, 3).failed).toBe(true);
  });
});
