/** One release, live, also after it has closed: a release that is done may yet be rolled back. */
import { type Problem, type Release, releaseEndpoints } from "@halcyon/contracts";
import { useEffect, useMemo, useState } from "react";
import { useLive } from "#api/hooks.ts";

interface LiveRelease {
  readonly release: Release | undefined;
  readonly problem: Problem | undefined;
}

/** Newest releases of the app among which a closed one is looked for. */
const recent = 20;

export function useRelease(id: string): LiveRelease {
  const [again, setAgain] = useState(0);
  const { item, problem, ended } = useLive(releaseEndpoints.watch, { params: { release: id } }, again);
  const release = item?.id === id ? item : undefined;
  // The stream of a release ends when it closes; the list of its app tells when somebody reopens it.
  const closed = ended ? release : undefined;
  const list = useLive(
    releaseEndpoints.listWatch,
    closed === undefined ? null : { query: { app: closed.app, limit: recent } },
  );
  const newer = list.item?.items.find((one) => one.id === id);
  const reopened = closed !== undefined && newer !== undefined && newer.updatedAt > closed.updatedAt;
  useEffect(() => {
    if (reopened) setAgain((count) => count + 1);
  }, [reopened]);
  return { release: usePlanKept(reopened ? newer : release), problem };
}

/** The same release with the plan object it had before, as long as that is the same plan: most of a page hangs on it. */
function usePlanKept(release: Release | undefined): Release | undefined {
  const [kept, setKept] = useState(release);
  const same =
    kept !== undefined && release !== undefined && kept.hash === release.hash && kept.id === release.id;
  if (release !== undefined && !same) setKept(release);
  const plan = same ? kept.plan : release?.plan;
  return useMemo(
    () => (release === undefined || plan === undefined ? release : { ...release, plan }),
    [release, plan],
  );
}
