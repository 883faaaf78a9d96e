/** The whole timeline of a release, followed as it grows: each entry is read once, the last page again when something happened. */
import { type Release, releaseEndpoints, type TimelineEntry } from "@halcyon/contracts";
import { useThrottledCallback } from "@mantine/hooks";
import { useEffect, useState } from "react";
import { useGet } from "#api/hooks.ts";

const pageSize = 500;
const paceMs = 700;

export function useTimeline(release: Release): readonly TimelineEntry[] {
  const [earlier, setEarlier] = useState<{
    readonly cursor: string | undefined;
    readonly entries: readonly TimelineEntry[];
  }>({
    cursor: undefined,
    entries: [],
  });
  const { data, refetch } = useGet(
    releaseEndpoints.timeline,
    { params: { release: release.id }, query: { limit: pageSize, cursor: earlier.cursor } },
    { keep: true, staleMs: 0 },
  );
  const next = data?.next ?? null;
  useEffect(() => {
    if (next === null || data === undefined) return;
    setEarlier((before) => ({ cursor: next, entries: joined(before.entries, data.items) }));
  }, [next, data]);
  const again = useThrottledCallback(() => void refetch(), paceMs);
  useEffect(() => {
    if (release.updatedAt !== "") again();
  }, [release.updatedAt, again]);
  return joined(earlier.entries, data?.items ?? []);
}

/** Entries in order, none twice. */
function joined(before: readonly TimelineEntry[], more: readonly TimelineEntry[]): readonly TimelineEntry[] {
  const last = before.at(-1)?.seq ?? 0;
  return [...before, ...more.filter(({ seq }) => seq > last)];
}
