/** The plan that a draft would make, from the server: nothing is stored. */
import { type BodyInputOf, type OutputOf, releaseEndpoints } from "@halcyon/contracts";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useGet } from "#api/hooks.ts";
import { type Draft, planBodyOf, problemsOf, sound, subjectOf } from "./draft.ts";

type Body = BodyInputOf<typeof releaseEndpoints.create>;

const pauseMs = 400;

/** @param app empty: nothing is asked yet */
export function usePreview(app: string, draft: Draft) {
  const ready = app !== "" && sound(problemsOf(draft));
  const asked = ready ? JSON.stringify({ app, dryRun: true, ...subjectOf(draft), ...planBodyOf(draft) }) : "";
  const [settled] = useDebouncedValue(asked, pauseMs);
  const body = settled === "" ? { app } : (JSON.parse(settled) as Body);
  const { data, error, isFetching } = useGet(
    releaseEndpoints.create,
    { body },
    { enabled: settled !== "", staleMs: 10_000 },
  );
  // The last plan stays in sight while another is made, or refused.
  const [last, setLast] = useState<{
    readonly app: string;
    readonly planned: OutputOf<typeof releaseEndpoints.create> | undefined;
  }>({ app, planned: undefined });
  if ((data !== undefined && data !== last.planned) || app !== last.app) setLast({ app, planned: data });
  return {
    planned: data ?? (last.app === app ? last.planned : undefined),
    problem: settled === "" ? null : (error?.problem ?? null),
    /** What is shown is not yet for what is typed. */
    behind: isFetching || settled !== asked,
  };
}
