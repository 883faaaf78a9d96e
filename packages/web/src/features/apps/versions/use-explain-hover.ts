import { explainEndpoints } from "@halcyon/contracts";
import type { Extension } from "@codemirror/state";
import { useEffect, useState } from "react";
import { useGet } from "#api/hooks.ts";

/** The hover over a version's manifests in a cluster; undefined until there is an answer, and for a spec. */
export function useExplainHover(
  app: string,
  version: number,
  cluster: string | undefined,
): Extension | undefined {
  const answer = useGet(
    explainEndpoints.explain,
    { params: { app }, query: { version, cluster } },
    { enabled: cluster !== undefined, staleMs: Infinity },
  );
  const fields = cluster === undefined ? undefined : answer.data?.fields;
  const [hover, setHover] = useState<Extension>();
  useEffect(() => {
    let wanted = true;
    setHover(undefined);
    if (fields === undefined) return undefined;
    void import("./explain-hover.ts").then(({ explainHover }) => {
      if (wanted) setHover(explainHover(fields));
    });
    return () => {
      wanted = false;
    };
  }, [fields]);
  return hover;
}
