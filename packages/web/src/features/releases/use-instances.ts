/** The new pods of a release, asked for again as it moves. */
import { type Release, type ReleaseInstance, releaseEndpoints } from "@halcyon/contracts";
import { useThrottledCallback } from "@mantine/hooks";
import { useEffect, useMemo } from "react";
import { useGet } from "#api/hooks.ts";
import type { PodAt } from "./picture/box.tsx";

/** Pace of asking while a release moves, ms: each question goes to every cluster. */
const paceMs = 1_000;
const none: readonly string[] = [];

export function useInstances(release: Release) {
  const begun = release.state !== "planned" && release.state !== "approved";
  const { data, error, refetch } = useGet(
    releaseEndpoints.instances,
    { params: { release: release.id } },
    { enabled: begun, keep: true },
  );
  const again = useThrottledCallback(() => void refetch(), paceMs);
  const seen = release.targets.map((one) => `${one.newInstances}/${one.newReady}`).join(" ");
  const moved = `${release.state} ${release.position} ${seen}`;
  useEffect(() => {
    if (begun && moved !== "") again();
  }, [begun, moved, again]);
  return { instances: data?.items, unreachable: data?.unreachable ?? none, error };
}

/** Which pod stands behind a cell: those Ready first, then by the step that released them. */
export function usePodAt(instances: readonly ReleaseInstance[] | undefined): PodAt {
  return useMemo(() => {
    const byTarget = new Map<string, ReleaseInstance[]>();
    for (const one of instances ?? []) byTarget.set(one.target, [...(byTarget.get(one.target) ?? []), one]);
    for (const list of byTarget.values()) {
      list.sort((a, b) => Number(b.ready) - Number(a.ready) || a.step - b.step);
    }
    return (target, index) => {
      const pod = byTarget.get(target)?.[index];
      return pod && [pod.name, pod.ip, pod.node, pod.reason].filter(Boolean).join(" · ");
    };
  }, [instances]);
}
