import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { strategicMerge } from "../patches/strategic.ts";
import { canonicalJson } from "../render/stable.ts";
import { leftoverOf } from "./patches.ts";
import { residual } from "./residual.ts";

const name = fc.constantFrom("a", "b", "c", "d");
const scalar = fc.oneof(fc.constantFrom("x", "y", "", "8080"), fc.integer({ min: 0, max: 3 }), fc.boolean());
const env = fc.array(
  fc.record({ name, value: fc.constantFrom("1", "2") }).map((one) => ({ ...one })),
  { maxLength: 4 },
);
const container = fc.record(
  {
    name,
    image: fc.constantFrom("i:1", "i:2"),
    args: fc.array(fc.constantFrom("--x", "--y"), { maxLength: 2 }),
    env,
    ports: fc.array(
      fc.record({ containerPort: fc.integer({ min: 1, max: 3 }), protocol: fc.constantFrom("TCP", "UDP") }),
      {
        maxLength: 3,
      },
    ),
    securityContext: fc.dictionary(name, scalar, { maxKeys: 2 }),
  },
  { requiredKeys: ["name"] },
);
const spec = fc.record({
  template: fc.record({
    metadata: fc.record({ annotations: fc.dictionary(name, fc.constantFrom("1", "2"), { maxKeys: 3 }) }),
    spec: fc.record(
      {
        containers: fc.uniqueArray(container, { minLength: 1, maxLength: 3, selector: (one) => one.name }),
        hostNetwork: fc.boolean(),
        tolerations: fc.array(fc.record({ key: name }), { maxLength: 2 }),
      },
      { requiredKeys: ["containers"] },
    ),
  }),
});

describe("what is left of a Deployment", () => {
  it("merged into the one gives the other, whatever they are", () => {
    fc.assert(
      fc.property(spec, spec, (before, after) => {
        const merge = residual(before, after, "Deployment.spec");
        const made = merge === undefined ? before : strategicMerge(before, merge, "Deployment.spec");
        expect(canonicalJson(made)).toBe(canonicalJson(after));
      }),
      { numRuns: 500 },
    );
  });

  it("is nothing between equals", () => {
    fc.assert(
      fc.property(spec, (one) => {
        expect(residual(one, one, "Deployment.spec")).toBeUndefined();
      }),
    );
  });

  it("becomes a patch for each container and for the pod, and what no patch may say is kept", () => {
    const before = { template: { spec: { containers: [{ name: "a", image: "i:1" }] } } };
    const after = {
      template: {
        spec: {
          hostNetwork: true,
          containers: [
            { name: "a", image: "i:1", tty: true },
            { name: "log", image: "l:1" },
          ],
        },
      },
    };
    const { patches, kept, keptFields } = leftoverOf(before, after);
    expect(patches.map((patch) => [patch.name, patch.why])).toEqual([
      ["kept-a", "kept from what ran before: container a: tty"],
      ["kept-log", "kept from what ran before: container log: image"],
    ]);
    expect(kept).toEqual({ spec: { template: { spec: { hostNetwork: true } } } });
    expect(keptFields).toEqual(["spec.template.spec.hostNetwork"]);
  });
});
