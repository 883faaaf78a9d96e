import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { printObject, renderSpec, versionDigest } from "../render/render.ts";
import { canonicalJson } from "../render/stable.ts";
import { resolveTargets } from "../render/targets.ts";
import { anySpec } from "../testing/arbitrary-spec.ts";
import { places } from "../testing/shapes.ts";
import { parseSpec } from "./parse.ts";
import { setImage } from "./set-image.ts";

function parse(text: string) {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(`${JSON.stringify(result.problems)}\n${text}`);
  return result.parsed.spec;
}

/** The same content with the keys of every map in another order. */
function reversed(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reversed);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .reverse()
      .map(([key, item]) => [key, reversed(item)]),
  );
}

describe("any valid spec", () => {
  it("is read from what it is printed as, and printing what was read changes nothing more", () => {
    fc.assert(
      fc.property(anySpec, (input) => {
        const once = parse(printObject(input));
        const twice = parse(printObject(once));
        expect(twice).toEqual(once);
        expect(printObject(twice)).toBe(printObject(once));
        for (const key of ["name", "env", "files", "replicas", "command", "args", "image"] as const) {
          if (input[key] !== undefined) expect(once[key]).toEqual(input[key]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it("renders to the same bytes however it was written", () => {
    fc.assert(
      fc.property(anySpec, (input) => {
        const [a, b] = [parse(stringify(input)), parse(stringify(reversed(input)))];
        // The order of rooms is an author's choice; it orders targets, not manifests.
        const [x, y] = [a, b].map((spec) => {
          const { targets } = resolveTargets(spec, spec.name, places);
          const rendering = renderSpec(spec, targets);
          return {
            rendering: JSON.stringify(rendering),
            targets: targets.length,
            digest: versionDigest(spec, targets, rendering),
          };
        });
        expect(x?.targets).toBeGreaterThan(0);
        expect(y?.rendering).toBe(x?.rendering);
        expect(y?.targets).toBe(x?.targets);
        expect(canonicalJson(b)).toBe(canonicalJson(a));
      }),
      { numRuns: 300 },
    );
  });

  it("gets another image without another change, comments and all", () => {
    fc.assert(
      fc.property(anySpec, (input) => {
        const text = `# top\n${stringify(input)}# end\n`;
        const changed = setImage(text, "registry.demo/other/image:2-b_c") ?? "";
        expect(parse(changed)).toEqual({ ...parse(text), image: "registry.demo/other/image:2-b_c" });
        const lines = changed.split("\n").filter((line) => !line.startsWith("image:"));
        expect(lines).toEqual(text.split("\n").filter((line) => !line.startsWith("image:")));
      }),
      { numRuns: 200 },
    );
  });
});
