/**
 * Strategic merge, by the rules the Kubernetes API gives its own types (patchStrategy and patchMergeKey): maps are merged
 * key by key, null removes, some lists are merged by a key of their items, all others are replaced whole. One thing is
 * otherwise: a new item is put after those there are, so that an app's own container stays the first. Pure.
 */

type Fields = Readonly<Record<string, unknown>>;

/** Lists whose items are told apart by a key, by the names on the way to them. Of the kinds Halcyon renders, there are no others. */
const mergeKeys: readonly (readonly [path: RegExp, key: string])[] = [
  [/template\.spec\.(volumes|containers|initContainers|imagePullSecrets)$/, "name"],
  [/template\.spec\.hostAliases$/, "ip"],
  [/template\.spec\.topologySpreadConstraints$/, "topologyKey"],
  [/template\.spec\.(containers|initContainers)\.env$/, "name"],
  [/template\.spec\.(containers|initContainers)\.ports$/, "containerPort"],
  [/template\.spec\.(containers|initContainers)\.volumeMounts$/, "mountPath"],
  [/template\.spec\.(containers|initContainers)\.volumeDevices$/, "devicePath"],
  [/^Service\.spec\.ports$/, "port"],
  [/^ServiceAccount\.secrets$/, "name"],
];

/** What items of a list are told apart by; undefined for a list that is replaced whole. */
export function mergeKeyOf(at: string): string | undefined {
  return mergeKeys.find(([path]) => path.test(at))?.[1];
}

/** What cannot be merged, in words. */
export class StrategicMergeError extends Error {}

/**
 * @param at `Deployment`, then the names on the way, without the numbers of items
 * @throws StrategicMergeError for a directive that is not known, or an item without its key
 */
export function strategicMerge(original: Fields, patch: Fields, at: string): Fields {
  const directive = patch["$patch"];
  if (directive === "replace") return withoutDirective(patch);
  if (directive !== undefined && directive !== "merge") {
    throw new StrategicMergeError(`$patch: ${JSON.stringify(directive)} is not possible at ${at}`);
  }
  const result: Record<string, unknown> = { ...original };
  for (const [key, value] of Object.entries(withoutDirective(patch))) {
    if (key.startsWith("$")) {
      throw new StrategicMergeError(
        `${key} at ${at} is not known; there are $patch: delete and $patch: replace`,
      );
    }
    const before = Object.hasOwn(original, key) ? original[key] : undefined;
    const merged = mergedValue(before, value, `${at}.${key}`);
    if (merged === undefined) delete result[key];
    else result[key] = merged;
  }
  return result;
}

/** @returns undefined for what is removed */
function mergedValue(before: unknown, value: unknown, at: string): unknown {
  if (value === null) return undefined;
  if (Array.isArray(value)) {
    const key = mergeKeyOf(at);
    return key === undefined ? value : mergedList(Array.isArray(before) ? before : [], value, key, at);
  }
  if (!isFields(value)) return value;
  if (value["$patch"] === "delete") return undefined;
  return strategicMerge(isFields(before) ? before : {}, value, at);
}

function mergedList(
  before: readonly unknown[],
  patch: readonly unknown[],
  key: string,
  at: string,
): unknown[] {
  const items = patch.filter(
    (item) => !(isFields(item) && item["$patch"] === "replace" && Object.keys(item).length === 1),
  );
  // Replaced is replaced: what is given stands as it is, be two items alike.
  if (items.length < patch.length) return items;
  let list = [...before];
  for (const item of items) {
    const id = isFields(item) ? item[key] : undefined;
    if (!isFields(item) || id === undefined || id === null) {
      throw new StrategicMergeError(`an item of ${at} has no ${key}, by which it is found`);
    }
    const index = list.findIndex((other) => isFields(other) && other[key] === id);
    const old = list[index];
    if (item["$patch"] === "delete") list = list.filter((_, other) => other !== index);
    else if (index < 0 || !isFields(old)) list.push(strategicMerge({}, item, at));
    else list[index] = strategicMerge(old, item, at);
  }
  return list;
}

function withoutDirective(patch: Fields): Fields {
  const { $patch: _directive, ...rest } = patch;
  return rest;
}

function isFields(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
