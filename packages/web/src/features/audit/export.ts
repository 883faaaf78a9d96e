/** What is filtered as a file. Bounded: an audit log has no end. */
import { type AuditEvent, auditEndpoints, type QueryInputOf } from "@halcyon/contracts";
import { call } from "#api/call.ts";

export type AuditQuery = Omit<QueryInputOf<typeof auditEndpoints.list>, "cursor" | "limit">;

/** Rows one file holds at most; the newest ones. */
export const exportLimit = 10_000;
const pageSize = 1_000;

export interface Gathered {
  readonly events: readonly AuditEvent[];
  /** There are older ones that did not fit. */
  readonly more: boolean;
}

/**
 * Reads page after page.
 * @param onProgress told how many there are so far
 * @throws ProblemError when a page cannot be read; what was read is dropped
 */
export async function gather(
  query: AuditQuery,
  onProgress: (count: number) => void,
  signal: AbortSignal,
): Promise<Gathered> {
  const events: AuditEvent[] = [];
  let cursor: string | undefined;
  do {
    const input = { query: { ...query, limit: pageSize, ...(cursor === undefined ? {} : { cursor }) } };
    const page = await call(auditEndpoints.list, input, { signal });
    events.push(...page.items);
    onProgress(events.length);
    cursor = page.next ?? undefined;
  } while (cursor !== undefined && events.length < exportLimit);
  return { events, more: cursor !== undefined };
}

const columns: readonly (readonly [string, (event: AuditEvent) => string | null])[] = [
  ["at", ({ at }) => at],
  ["actor", ({ actor }) => actor.name],
  ["actor name", ({ actor }) => actor.displayName],
  ["via", ({ actor }) => actor.via],
  ["verb", ({ verb }) => verb],
  ["kind", ({ subject }) => subject.kind],
  ["subject", ({ subject }) => subject.name],
  ["subject id", ({ subject }) => subject.id],
  ["team", ({ subject }) => subject.team],
  ["app", ({ subject }) => subject.app],
  ["detail", ({ detail }) => (detail === null ? "" : JSON.stringify(detail))],
  ["request", ({ requestId }) => requestId],
  ["address", ({ address }) => address],
];

/** RFC 4180, with a byte order mark: spreadsheets read the names as UTF-8 then. */
export function csvOf(events: readonly AuditEvent[]): string {
  const rows = events.map((event) => columns.map(([, value]) => value(event) ?? ""));
  return `\uFEFF${[columns.map(([name]) => name), ...rows].map((row) => row.map(cell).join(",")).join("\r\n")}\r\n`;
}

function cell(value: string): string {
  // A spreadsheet would take it for a formula and carry it out (OWASP: CSV injection).
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
