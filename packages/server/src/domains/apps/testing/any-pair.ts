/** Two versions of one app, each any valid spec that can be released here. For property tests. */
import type { AppSpecInput } from "@halcyon/contracts";
import fc from "fast-check";
import { kindFields } from "./arbitrary-kinds.ts";
import { anySpec } from "./arbitrary-spec.ts";

interface Pair {
  readonly set: boolean;
  readonly a: AppSpecInput;
  readonly b: AppSpecInput;
  /** B is A with another size and other things around the pods. */
  readonly same: boolean;
  readonly replicas: readonly [number, number];
}

const size = fc.integer({ min: 1, max: 3 });
const spec = (set: boolean) =>
  fc.tuple(anySpec, kindFields(set)).map(([any, kind]): AppSpecInput => ({ ...any, ...kind }));

const anyPair: fc.Arbitrary<Pair> = fc.boolean().chain((set) =>
  fc.record({
    set: fc.constant(set),
    a: spec(set),
    b: spec(set),
    same: fc.boolean(),
    replicas: fc.tuple(size, size),
  }),
);

/** Tries pairs until one fails, which is told with its seed; none is made smaller, for each takes long. */
export function tryPairs(
  check: (pair: Pair) => Promise<void>,
  options: { readonly seed: number; readonly numRuns: number },
): Promise<void> {
  return fc.assert(fc.asyncProperty(anyPair, check), { ...options, endOnFailure: true });
}

/** The pair as specs of one app in one room. */
export function specsOf(
  { set, a, b, same, replicas }: Pair,
  at: { readonly name: string; readonly room: string },
): { first: AppSpecInput; second: AppSpecInput; least: number } {
  const first = runnable(a, at, replicas[0]);
  // Always another size, or there would be nothing to release.
  const other = replicas[1] === replicas[0] ? (replicas[0] % 3) + 1 : replicas[1];
  const around: AppSpecInput = { ...first, replicas: { [at.room]: other }, description: "B" };
  if (b.schedules !== undefined) around.schedules = b.schedules;
  const least = Math.min(replicas[0], same ? other : replicas[1]);
  if (same) return { first, second: around, least };
  const second = runnable(b, at, replicas[1]);
  const volumes = first.storage ?? [];
  if (set) {
    // What a StatefulSet fixes for good is the same in both.
    for (const key of ["storage", "podManagement"] as const) {
      delete second[key];
      if (first[key] !== undefined) Object.assign(second, { [key]: structuredClone(first[key]) });
    }
  } else if (second.storage !== undefined) {
    // A volume never shrinks: a spec that asks for less is refused, and has its own test.
    second.storage = second.storage.map((one) => {
      const old = volumes.find(({ name }) => name === one.name);
      return old === undefined ? one : { ...one, size: old.size };
    });
  }
  return { first, second, least };
}

/** What a release can bring to its end in a room of the lab: pods that fit, no long waits. */
function runnable(
  spec: AppSpecInput,
  { name, room }: { readonly name: string; readonly room: string },
  replicas: number,
): AppSpecInput {
  const {
    placement: _placement,
    rooms: _rooms,
    namespace: _namespace,
    pod,
    autoscaling: _scaling,
    ...rest
  } = spec;
  const { labels, annotations } = pod ?? {};
  const kind = spec.kind ?? "Deployment";
  return {
    ...rest,
    name,
    team: "news",
    image: spec.image.replace(/^registry\.demo\/[^:]+/, `registry.demo/${name}`),
    unavailable: 1,
    replicas: { [room]: replicas },
    strategy: { ...rest.strategy, minReadySeconds: 0 },
    pod: {
      ...(labels === undefined ? {} : { labels }),
      ...(annotations === undefined ? {} : { annotations }),
    },
    ...(rest.patches === undefined
      ? {}
      : {
          patches: rest.patches.map((patch) => {
            const { rooms: _places, ...everywhere } = patch;
            return patch.target.kind === "Deployment"
              ? { ...everywhere, target: { ...patch.target, kind } }
              : everywhere;
          }),
        }),
  };
}
