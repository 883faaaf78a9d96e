import { describe, expect, it } from "vitest";
import type { Memory } from "./memory.ts";
import { decide } from "./decide.ts";
import { decided } from "./notes.ts";
import type { Observed, Terms } from "./observed.ts";

const notes: Memory = {
  templates: { from: "old", to: "new" },
  expected: "ours",
  shape: "from",
  intended: null,
  objects: "from",
  served: 2,
  created: false,
  scale: null,
  reset: "none",
  overwriteObjects: false,
  putBack: 0,
};
const terms: Terms = {
  fresh: false,
  planned: 2,
  unavailable: 0,
  stepped: true,
  replicas: { from: 2, to: 2 },
  plainExpress: false,
};
const observed = (current: boolean): Observed => ({
  sets: [],
  deployment: {
    replicas: 2,
    current,
    spec: "ours",
    counted: 2,
    updated: 2,
    available: 2,
    surge: 1,
    deleting: false,
    foreign: null,
    scaledBy: null,
  },
});

describe("a decision to put a foreign edit back", () => {
  // The release's own fence changes the Deployment just before the first look.
  it.each([true, false])("is about the objects around the workload, controller current: %s", (current) => {
    const goal = { kind: "all" } as const;
    expect(
      decided(notes, observed(current), { ...terms, putBack: 3 }, (rested) =>
        decide(goal, rested, notes, terms),
      ),
    ).toMatchObject({
      overwriteObjects: true,
      putBack: 3,
    });
  });

  it("counts once", () => {
    const taken = { ...notes, putBack: 3 };
    expect(
      decided(taken, observed(true), { ...terms, putBack: 3 }, (rested) =>
        decide({ kind: "all" }, rested, taken, terms),
      ),
    ).toBe(taken);
  });
});
