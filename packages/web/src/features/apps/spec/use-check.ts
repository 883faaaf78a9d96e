/** Asks the server what is wrong with a text, while it is written and a moment after. */
import { appsEndpoints, type SpecProblem } from "@halcyon/contracts";
import { useDebouncedValue } from "@mantine/hooks";
import type { OutputOf, Problem } from "@halcyon/contracts";
import { useGet } from "#api/hooks.ts";

export interface Check {
  /** The text that was checked last; what is rendered is this. */
  readonly text: string;
  /** `checking`: the answer to the present text is on its way. */
  readonly state: "empty" | "checking" | "valid" | "wrong";
  readonly problems: readonly SpecProblem[];
  readonly targets: OutputOf<typeof appsEndpoints.validate>["targets"];
  /** The check itself failed. */
  readonly failure: Problem | null;
}

const pauseMs = 250;
const none: readonly SpecProblem[] = [];

export function useCheck(text: string): Check {
  const [asked] = useDebouncedValue(text, pauseMs);
  const empty = text.trim() === "";
  const answer = useGet(
    appsEndpoints.validate,
    { body: { spec: asked } },
    { enabled: asked.trim() !== "", keep: true, staleMs: 60_000 },
  );
  const current = asked === text && !answer.isPlaceholderData && answer.data !== undefined;
  return {
    text: asked,
    state: empty ? "empty" : !current ? "checking" : answer.data.valid ? "valid" : "wrong",
    problems: empty ? none : (answer.data?.problems ?? none),
    targets: empty ? [] : (answer.data?.targets ?? []),
    failure: answer.error?.problem ?? null,
  };
}
