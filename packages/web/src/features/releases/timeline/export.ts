/** The timeline as a file, the same as `halcyon release timeline --export` writes. Pure. */
import type { TimelineEntry } from "@halcyon/contracts";

export function timelineJson(entries: readonly TimelineEntry[]): string {
  return `${JSON.stringify({ items: entries, next: null }, null, 2)}\n`;
}

export function timelineCsv(entries: readonly TimelineEntry[]): string {
  const rows = entries.map(({ seq, at, actor, kind, step, target, text, instances }) =>
    [String(seq), at, actor, kind, String(step ?? ""), target ?? "", text, instances.join(" ")]
      .map(quoted)
      .join(","),
  );
  return ["seq,at,actor,kind,step,target,text,instances", ...rows, ""].join("\n");
}

/** What begins like a formula is data all the same: a spreadsheet must not run it (CWE-1236). */
function quoted(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\n\r]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
