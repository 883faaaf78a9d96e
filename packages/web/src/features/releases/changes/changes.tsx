/** What a release changes in the rendered manifests. */
import { type Release, releaseEndpoints } from "@halcyon/contracts";
import { useEffect, useRef } from "react";
import { useGet } from "#api/hooks.ts";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { DiffGroups } from "./diff-groups.tsx";

export function Changes({ release }: { readonly release: Release }) {
  const { data, error, isPending, refetch } = useGet(
    releaseEndpoints.diff,
    { params: { release: release.id } },
    { staleMs: 60_000 },
  );
  // A changed plan has another hash, and so another diff.
  const shown = useRef(release.hash);
  useEffect(() => {
    if (shown.current === release.hash) return;
    shown.current = release.hash;
    void refetch();
  }, [release.hash, refetch]);
  if (error !== null) return <ProblemAlert problem={error.problem} />;
  return isPending ? <Waiting /> : <DiffGroups diffs={data.items} />;
}
