import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { stringify as toYaml } from "yaml";
import { explainTarget } from "../explain/explain.ts";
import { leavesOf } from "../explain/leaves.ts";
import { ruleFor } from "../explain/rules.ts";
import { printObject, renderSpec, versionDigest } from "../render/render.ts";
import { canonicalJson } from "../render/stable.ts";
import { resolveTargets } from "../render/targets.ts";
import { anySpec } from "../testing/arbitrary-spec.ts";
import { places } from "../testing/shapes.ts";
import { parseSpec } from "./parse.ts";
import { setImage } from "./set-image.ts";

const stringify = (value: unknown) => toYaml(value, { aliasDuplicateObjects: false });

function read(text: string) {
  const result = parseSpec(text);
  if (!result.ok) throw new Error(`${JSON.stringify(result.problems)}\n${text}`);
  return result.parsed;
}
const parse = (text: string) => read(text).spec;

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
      { numRuns: 150 },
    );
  });

  it("renders to the same bytes however it was written", () => {
    fc.assert(
      fc.property(anySpec, (input) => {
        const [a, b] = [read(stringify(input)), read(stringify(reversed(input)))];
        // The order of rooms is an author's choice; it orders targets, not manifests.
        const [x, y] = [a, b].map(({ spec, specIn }) => {
          const { targets } = resolveTargets(spec, spec.name, places);
          const rendering = renderSpec(spec, targets, specIn);
          return {
            rendering: JSON.stringify(rendering),
            targets: targets.length,
            digest: versionDigest(spec, targets, rendering),
          };
        });
        expect(x?.targets).toBeGreaterThan(0);
        expect(y?.rendering).toBe(x?.rendering);
        expect(y?.targets).toBe(x?.targets);
        expect(canonicalJson(b.spec)).toBe(canonicalJson(a.spec));
      }),
      { numRuns: 150 },
    );
  });

  it("is left as it was by rendering, and renders to the same a second time", () => {
    fc.assert(
      fc.property(anySpec, (input) => {
        const { spec, specIn } = read(stringify(input));
        const { targets } = resolveTargets(spec, spec.name, places);
        const before = canonicalJson(spec);
        const once = JSON.stringify(renderSpec(spec, targets, specIn));
        expect(JSON.stringify(renderSpec(spec, targets, specIn))).toBe(once);
        expect(canonicalJson(spec)).toBe(before);
      }),
      { numRuns: 40 },
    );
  });

  it("has no rendered field of which nobody can say where it comes from", async () => {
    await fc.assert(
      fc.asyncProperty(anySpec, async (input) => {
        const parsed = read(stringify(input));
        const { targets } = resolveTargets(parsed.spec, parsed.spec.name, places);
        const target = targets.at(-1);
        if (target === undefined) throw new Error("no target");
        const manifests = renderSpec(parsed.spec, targets, parsed.specIn)[target.cluster] ?? [];
        const fields = await explainTarget({ parsed, target, targets, manifests });
        const unknown = fields.filter(
          ({ object, field, origins }) =>
            origins.every(({ from }) => from === "rule") &&
            ruleFor(object.split("/")[0] ?? "", field) === null,
        );
        expect(unknown.map(({ object, field }) => `${object}.${field}`)).toEqual([]);
        expect(fields.length).toBe(manifests.flatMap((manifest) => [...leavesOf(manifest)]).length);
      }),
      { numRuns: 15 },
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
      { numRuns: 100 },
    );
  });
});
