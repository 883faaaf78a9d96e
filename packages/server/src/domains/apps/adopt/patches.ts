/** What the spec cannot say, as named patches; and what no patch may say, to be kept under `adopted`. Pure. */
import type { Patch } from "@halcyon/contracts";
import { type Leaf, leafName, leavesOf } from "../explain/leaves.ts";
import { protection } from "../patches/protected.ts";
import type { Fields } from "./live.ts";
import { residual } from "./residual.ts";

export interface Leftover {
  readonly patches: readonly Patch[];
  /** A merge over the Deployment; undefined when patches say everything. */
  readonly kept: Fields | undefined;
  /** The fields in it. */
  readonly keptFields: readonly string[];
}

const maxPatchBytes = 15_000;

/**
 * @param rendered the Deployment's spec as the API server defaults what the spec renders to
 * @param live the Deployment's spec
 * @param rooms where the patches hold; everywhere when left out
 */
export function leftoverOf(rendered: Fields, live: Fields, rooms?: readonly string[]): Leftover {
  const merge = residual(rendered, live, "Deployment.spec");
  if (merge === undefined) return { patches: [], kept: undefined, keptFields: [] };
  const patches: Patch[] = [];
  let kept: Fields | undefined;
  const keptFields: string[] = [];
  for (const { name, why, spec } of piecesOf(merge)) {
    const leaves = [...leavesOf({ spec })];
    const refused = leaves.filter(isProtected).map(({ path }) => path);
    if (refused.length === 0 && JSON.stringify(spec).length <= maxPatchBytes) {
      const where = rooms === undefined ? name : `${name}-${rooms.join("-")}`.slice(0, 63).replace(/-+$/, "");
      patches.push({
        name: where,
        why,
        target: { kind: "Deployment" },
        ...(rooms === undefined ? {} : { rooms: [...rooms] }),
        merge: { spec },
      });
      continue;
    }
    kept = joined(kept ?? {}, { spec });
    keptFields.push(...(refused.length > 0 ? refused : leaves.map(({ path }) => path)).map(leafName));
  }
  return { patches, kept, keptFields: [...new Set(keptFields)] };
}

function isProtected({ path, value }: Leaf): boolean {
  const marks = path.map((part) => (part === "$patch" ? "marker" : part));
  return protection("Deployment", leafName(marks), value) !== null;
}

interface Piece {
  readonly name: string;
  readonly why: string;
  readonly spec: Fields;
}

/** One piece for each container, one for the rest of the pod, one for what is around it. */
function piecesOf(merge: Fields): Piece[] {
  const { template, ...around } = merge;
  const { spec: pod = {}, ...above } = (template ?? {}) as { spec?: Fields };
  const pieces: Piece[] = [];
  const { containers, initContainers, ...rest } = pod;
  const why = (what: string) => `kept from what ran before: ${what}`;
  for (const [list, key] of [
    [containers, "containers"],
    [initContainers, "initContainers"],
  ] as const) {
    const items = (list ?? []) as readonly Fields[];
    const whole = items.some((item) => item["name"] === undefined);
    for (const some of whole ? [items] : items.map((item) => [item])) {
      const name = whole ? key.toLowerCase() : String(some[0]?.["name"]);
      const what = whole ? `all ${key}` : `${key === "containers" ? "container" : "init container"} ${name}`;
      pieces.push({
        name: `kept-${name}`.slice(0, 40).replace(/-+$/, ""),
        why: why(`${what}: ${keysOf(some)}`),
        spec: { template: { spec: { [key]: some } } },
      });
    }
  }
  if (Object.keys(rest).length > 0) {
    pieces.push({
      name: "kept-pod",
      why: why(Object.keys(rest).join(", ")),
      spec: { template: { spec: rest } },
    });
  }
  if (Object.keys(above).length > 0)
    pieces.push({
      name: "kept-template",
      why: why("labels or annotations of its pods"),
      spec: { template: above },
    });
  if (Object.keys(around).length > 0)
    pieces.push({ name: "kept-deployment", why: why(Object.keys(around).join(", ")), spec: around });
  return pieces;
}

function keysOf(items: readonly Fields[]): string {
  const keys = new Set(items.flatMap((item) => Object.keys(item)));
  return [...keys]
    .filter((key) => key !== "name" && key !== "$patch")
    .join(", ")
    .slice(0, 300);
}

/** Two merges in one; lists are put together. */
function joined(a: Fields, b: Fields): Fields {
  const all: Record<string, unknown> = { ...a };
  for (const [key, value] of Object.entries(b)) {
    const old = all[key];
    if (Array.isArray(old) && Array.isArray(value)) all[key] = [...old, ...value];
    else if (isFields(old) && isFields(value)) all[key] = joined(old, value);
    else all[key] = value;
  }
  return all;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
