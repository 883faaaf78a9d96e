/** One way to write a value as text, so that equal content has equal digests wherever and whenever it is made. */
import { createHash } from "node:crypto";

/** JSON with the keys of every object sorted and nothing undefined. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_key, item: unknown) =>
    typeof item === "object" && item !== null && !Array.isArray(item)
      ? sorted(item as Record<string, unknown>)
      : item,
  );
}

/** Hex SHA-256 of the canonical JSON. */
export function contentHash(value: unknown): string {
  return createHash("sha256").update(canonicalJson(value)).digest("hex");
}

/** The map with its keys in code point order, whatever order the YAML had them in. */
export function sorted<T>(map: Readonly<Record<string, T>>): Record<string, T> {
  return Object.fromEntries(Object.entries(map).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0)));
}

/** The object without its undefined fields; the order of the others is kept. */
export function present<T extends object>(object: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}

/** The map as it is written to a manifest: sorted, and not at all where there is nothing in it. */
export function filled<T>(map: Readonly<Record<string, T>> | undefined): Record<string, T> | undefined {
  return map === undefined || Object.keys(map).length === 0 ? undefined : sorted(map);
}
