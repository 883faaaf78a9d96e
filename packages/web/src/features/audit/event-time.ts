/** When a row was written, read from its id: a UUIDv7 begins with the time in milliseconds (RFC 9562, 5.7). */

/** Rows are searched for so far around it: the database's clock is not the server's. */
const aroundMs = 60_000;

/** @returns the time in which to look for a row by its id; null when it is no id of a row */
export function timeAround(id: string): { readonly since: string; readonly until: string } | null {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(id)) return null;
  const at = Number.parseInt(id.replaceAll("-", "").slice(0, 12), 16);
  return { since: new Date(at - aroundMs).toISOString(), until: new Date(at + aroundMs).toISOString() };
}
