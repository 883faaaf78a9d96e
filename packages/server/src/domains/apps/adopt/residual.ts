/** What must still be merged into one object so that it becomes another: a strategic merge patch. Pure. */
import { canonicalJson } from "../render/stable.ts";
import { mergeKeyOf, strategicMerge } from "../patches/strategic.ts";

type Fields = Readonly<Record<string, unknown>>;

/**
 * The smallest merge that makes `after` of `before`; undefined when they are equal. Lists whose items have a key are merged
 * item by item where that gives the right order, and replaced otherwise.
 * @param at `Deployment`, then the names on the way
 */
export function residual(before: Fields, after: Fields, at: string): Fields | undefined {
  const found: Record<string, unknown> = {};
  for (const key of new Set([...Object.keys(before), ...Object.keys(after)])) {
    const [old, young] = [before[key], after[key]];
    if (young === undefined || young === null) {
      if (old !== undefined && old !== null) found[key] = null;
      continue;
    }
    if (canonicalJson(old ?? null) === canonicalJson(young)) continue;
    found[key] = valueOf(old, young, `${at}.${key}`);
  }
  return Object.keys(found).length === 0 ? undefined : found;
}

function valueOf(before: unknown, after: unknown, at: string): unknown {
  if (isFields(after)) return residual(isFields(before) ? before : {}, after, at) ?? {};
  if (!Array.isArray(after)) return after;
  const key = mergeKeyOf(at);
  if (key === undefined) return after;
  const old = Array.isArray(before) ? before.filter(isFields) : [];
  const items = listResidual(old, after.filter(isFields), key, at);
  if (items !== null && items.length > 0) return items;
  return [{ $patch: "replace" }, ...after];
}

/** @returns null when the list cannot be made item by item */
function listResidual(
  before: readonly Fields[],
  after: readonly Fields[],
  key: string,
  at: string,
): Fields[] | null {
  const ids = after.map((item) => item[key]);
  if (ids.some((id) => id === undefined) || new Set(ids).size < ids.length) return null;
  const gone = before.filter((item) => !ids.includes(item[key]));
  const items: Fields[] = gone.map((item) => ({ [key]: item[key], $patch: "delete" }));
  for (const item of after) {
    const old = before.find((one) => one[key] === item[key]);
    const change = residual(old ?? {}, item, at);
    if (change !== undefined) items.push({ [key]: item[key], ...change });
  }
  const name = at.slice(at.lastIndexOf(".") + 1);
  const parent = at.slice(0, at.lastIndexOf("."));
  try {
    const made = strategicMerge({ [name]: before }, { [name]: items }, parent)[name];
    return canonicalJson(made) === canonicalJson(after) ? items : null;
  } catch {
    return null;
  }
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
