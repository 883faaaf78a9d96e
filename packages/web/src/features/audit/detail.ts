/** Turns the detail of an audit row, whatever it holds, into lines a person can read: values, and what they were before. */
import type { AuditEvent } from "@halcyon/contracts";

type Json = AuditEvent["detail"];

export interface DetailLine {
  /** Where it stands: `policy.largestStep`. */
  readonly path: string;
  /** As it is, or as it became. */
  readonly value: string;
  /** As it was; undefined where the row tells of no change. */
  readonly before?: string;
}

/** Pairs of names under which rows keep what was and what became of it. */
const pairs = [
  ["from", "to"],
  ["before", "after"],
] as const;

/** Lines in the order of the row; of a pair only what differs. */
export function detailLines(detail: Json): readonly DetailLine[] {
  return linesAt("", detail);
}

function linesAt(path: string, value: Json): DetailLine[] {
  if (!isObject(value)) return isEmpty(value) && path === "" ? [] : [{ path, value: written(value) }];
  for (const [was, became] of pairs) {
    const [before, after] = [value[was], value[became]];
    if (before === undefined || after === undefined) continue;
    const rest = Object.entries(value).filter(([name]) => name !== was && name !== became);
    return [
      ...changesAt(path, before, after),
      ...rest.flatMap(([name, inner]) => linesAt(join(path, name), inner)),
    ];
  }
  return Object.entries(value).flatMap(([name, inner]) => linesAt(join(path, name), inner));
}

function changesAt(path: string, before: Json, after: Json): DetailLine[] {
  if (isObject(before) && isObject(after)) {
    const names = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return names.flatMap((name) => changesAt(join(path, name), before[name] ?? null, after[name] ?? null));
  }
  return JSON.stringify(before) === JSON.stringify(after)
    ? []
    : [{ path, before: written(before), value: written(after) }];
}

function join(path: string, name: string): string {
  return path === "" ? name : `${path}.${name}`;
}

function isObject(value: Json): value is { [key: string]: Json } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function isEmpty(value: Json): boolean {
  return value === null || value === "" || (Array.isArray(value) && value.length === 0);
}

function written(value: Json): string {
  if (isEmpty(value)) return "—";
  if (Array.isArray(value) && value.every((one) => typeof one !== "object" || one === null))
    return value.join(", ");
  return typeof value === "object" ? JSON.stringify(value, null, 1) : String(value);
}
