import type { z } from "zod";
import { httpErrors } from "#platform/http/errors.ts";

/** Makes the opaque cursor of a page from the sort key of its last row. */
export function encodeCursor(key: readonly (string | number)[]): string {
  return Buffer.from(JSON.stringify(key)).toString("base64url");
}

/**
 * Reads a cursor back.
 * @param schema the sort key's shape, a tuple
 * @throws HalcyonError `http_cursor_invalid`
 */
export function decodeCursor<S extends z.ZodType>(schema: S, cursor: string): z.output<S> {
  try {
    return schema.parse(JSON.parse(Buffer.from(cursor, "base64url").toString("utf8")));
  } catch (cause) {
    throw httpErrors.cursor_invalid({ detail: "The cursor is not one that this list gave out.", cause });
  }
}

/**
 * Cuts a page from rows read with `limit + 1`.
 * @param keyOf the sort key of a row
 */
export function pageFrom<T>(
  rows: readonly T[],
  limit: number,
  keyOf: (row: T) => readonly (string | number)[],
): { items: T[]; next: string | null } {
  const items = rows.slice(0, limit);
  const last = items.at(-1);
  return { items, next: rows.length > limit && last !== undefined ? encodeCursor(keyOf(last)) : null };
}
