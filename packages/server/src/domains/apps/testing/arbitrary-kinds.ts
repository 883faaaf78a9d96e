/** Kinds, volumes, schedules and jobs of any valid spec. For property tests. */
import type { AppSpecInput } from "@halcyon/contracts";
import fc from "fast-check";

const taskName = fc.stringMatching(/^[a-z][a-z0-9]{0,7}$/);
const volume = fc.record({
  name: fc.constantFrom("data", "uploads", "index"),
  size: fc.constantFrom("1Gi", "500Mi", "2Gi"),
  class: fc.constant("shared"),
});
const volumes = fc.uniqueArray(volume, { maxLength: 2, selector: ({ name }) => name });
const run = fc.record(
  {
    // New ones each time: a spec with one list in two places is printed with an alias.
    command: fc.constant("/bin/run").map((word) => [word]),
    args: fc.constant("--all").map((word) => [word]),
    env: fc.constant("task").map((MODE) => ({ MODE })),
    timeoutSeconds: fc.integer({ min: 60, max: 600 }),
    retries: fc.integer({ min: 0, max: 2 }),
  },
  { requiredKeys: [] },
);
const schedules = fc.uniqueArray(
  fc.tuple(taskName, run).map(([name, rest]) => ({ ...rest, name, cron: "0 0 1 1 *", suspend: true })),
  { maxLength: 2, selector: ({ name }) => name },
);
const jobs = fc.uniqueArray(
  fc
    .tuple(taskName, run, fc.constantFrom("before" as const, "after" as const, "manual" as const))
    .map(([name, rest, when]) => ({ ...rest, name, when })),
  { maxLength: 2, selector: ({ name }) => name },
);

/** @param set a StatefulSet, whose volumes are each instance's own; else a Deployment, whose volumes are shared */
export function kindFields(set: boolean): fc.Arbitrary<Partial<AppSpecInput>> {
  return fc
    .record(
      {
        storage: volumes,
        schedules,
        jobs,
        podManagement: fc.constantFrom("OrderedReady" as const, "Parallel" as const),
      },
      { requiredKeys: [] },
    )
    .map(({ storage, podManagement, ...rest }): Partial<AppSpecInput> => {
      const access = set ? ("ReadWriteOnce" as const) : ("ReadWriteMany" as const);
      return {
        ...rest,
        ...(set ? { kind: "StatefulSet" as const } : {}),
        ...(set && podManagement !== undefined ? { podManagement } : {}),
        ...(storage === undefined
          ? {}
          : { storage: storage.map((one) => ({ ...one, access, path: `/srv/${one.name}` })) }),
      };
    });
}
