/** What operations' bases ask of a spec; each broken rule names the base that asks. Pure. */
import { type AppTarget, amount, type SpecIssue } from "@halcyon/contracts";
import { type Base, baseInWords, valueAt } from "./merge.ts";

interface Checked {
  /** The spec as its developers wrote it. */
  readonly written: unknown;
  /** The same over the bases' defaults, and with the schema's. */
  readonly merged: unknown;
  readonly spec: unknown;
  readonly targets: readonly AppTarget[];
}

/** Every rule the spec breaks, base by base. */
export function checkBases(checked: Checked, bases: readonly Base[]): SpecIssue[] {
  return bases.flatMap((base) => {
    const by = `required by ${baseInWords(base)}`;
    return [
      ...required(checked, base, by),
      ...forbidden(checked, base, by),
      ...labels(checked, base, by),
      ...amounts(checked, base, by),
      ...instances(checked, base, by),
      ...images(checked, base, by),
    ];
  });
}

/** The rules about what an instance is, asked of one as it was rendered. */
export function checkInstance(instance: object, base: Base): SpecIssue[] {
  const by = `required by ${baseInWords(base)}`;
  const checked = { written: instance, merged: instance, spec: instance, targets: [] };
  return [...labels(checked, base, by), ...amounts(checked, base, by), ...images(checked, base, by)];
}

const pathOf = (field: string) => field.split(".");

function required({ merged }: Checked, { document }: Base, by: string): SpecIssue[] {
  return document.policy.required.flatMap((field) => {
    const value = valueAt(merged, pathOf(field));
    const empty = typeof value === "object" && value !== null && Object.keys(value).length === 0;
    if (value !== undefined && value !== null && value !== "" && !empty) return [];
    return [{ path: pathOf(field), message: `${field} is missing; ${by}`, hint: `write ${field}` }];
  });
}

function forbidden({ written }: Checked, { document }: Base, by: string): SpecIssue[] {
  return document.policy.forbidden.flatMap((field) =>
    valueAt(written, pathOf(field)) === undefined
      ? []
      : [{ path: pathOf(field), message: `${field} may not be written; ${by}`, hint: `remove ${field}` }],
  );
}

function labels({ merged }: Checked, { document }: Base, by: string): SpecIssue[] {
  return document.policy.requiredLabels.flatMap((key) =>
    valueAt(merged, ["pod", "labels", key]) === undefined
      ? [
          {
            path: ["pod", "labels", key],
            message: `instances have no label ${key}; ${by}`,
            hint: `write pod: { labels: { ${key}: "..." } }`,
          },
        ]
      : [],
  );
}

/** What all containers of an instance ask for together; those that run before it, and tasks, are counted alone. */
function amounts({ spec }: Checked, { document }: Base, by: string): SpecIssue[] {
  const blocks = [...placesOf(spec, "resources")];
  const beside = blocks.filter(
    ({ path }) => !path.some((part) => /^(init.*|schedules|jobs)$/i.test(String(part))),
  );
  return (["cpu", "memory"] as const).flatMap((name) => {
    const most = name === "cpu" ? document.policy.maxCpu : document.policy.maxMemory;
    if (most === undefined) return [];
    return (["requests", "limits"] as const).flatMap((kind): SpecIssue[] => {
      const asked = (all: typeof blocks) =>
        all.flatMap(({ path, value }) => {
          const given = valueAt(value, [kind, name]);
          return typeof given === "string" || typeof given === "number" ? [{ path, given }] : [];
        });
      const sum = asked(beside).reduce((total, { given }) => total + amount(given), 0);
      const largest = asked(blocks).find(({ given }) => amount(given) > amount(most));
      const at = largest ?? (sum > amount(most) ? asked(beside)[0] : undefined);
      if (at === undefined) return [];
      const path = [...at.path, kind, name] as (string | number)[];
      const what = largest === undefined ? "its containers together" : String(largest.given);
      return [
        {
          path,
          message: `${what} of ${name} is more than ${most} for an instance; ${by}`,
          hint: `write at most ${most}`,
        },
      ];
    });
  });
}

function instances({ targets }: Checked, { base, document }: Base, by: string): SpecIssue[] {
  const most = document.policy.maxReplicas;
  if (most === undefined) return [];
  const room = base.startsWith("room:") ? base.slice("room:".length) : null;
  const counted = targets.filter((target) => room === null || target.room === room);
  const total = counted.reduce(
    (sum, target) => sum + Math.max(target.replicas, target.autoscaled?.max ?? 0),
    0,
  );
  if (total <= most) return [];
  return [
    {
      path: room === null ? ["replicas"] : ["replicas", room],
      message: `${total} instances${room === null ? "" : ` in ${room}`} are more than ${most}; ${by}`,
      hint: `write at most ${most}${room === null ? " over all rooms" : ""}, autoscaling's max counted`,
    },
  ];
}

function images({ spec }: Checked, { document }: Base, by: string): SpecIssue[] {
  const rule = document.policy.images;
  if (rule === "any") return [];
  return [...placesOf(spec, "image")].flatMap(({ path, value }): SpecIssue[] => {
    if (typeof value !== "string" || value.includes("@sha256:")) return [];
    if (rule === "digest") {
      return [
        { path, message: `${value} is named by its tag only; ${by}`, hint: "add the digest: @sha256:..." },
      ];
    }
    return value.endsWith(":latest")
      ? [{ path, message: `${value} says :latest; ${by}`, hint: "write the tag of one build" }]
      : [];
  });
}

/** Every place of a spec under a key of that name, whatever container it belongs to. Labels, values, patches and rooms are not looked into. */
function* placesOf(
  value: unknown,
  name: string,
  path: readonly (string | number)[] = [],
): Generator<{ path: (string | number)[]; value: unknown }> {
  if (Array.isArray(value)) {
    for (const [index, item] of value.entries()) yield* placesOf(item, name, [...path, index]);
  } else if (typeof value === "object" && value !== null) {
    for (const [key, item] of Object.entries(value)) {
      if (key === "env" || key === "files" || key === "pod" || key === "patches" || key === "rooms") continue;
      if (key === name) yield { path: [...path, key], value: item };
      else yield* placesOf(item, name, [...path, key]);
    }
  }
}
