/** Drift of one app, in all its clusters. */
import { driftEndpoints } from "@halcyon/contracts";
import { Stack, Text } from "@mantine/core";
import { useLive } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { DriftTargets } from "./drift-targets.tsx";
import { Ignored } from "./ignored.tsx";
import { driftMessages } from "./messages.ts";

export function AppDrift({ app }: { readonly app: string }) {
  const text = useMessages(driftMessages);
  const { item, problem } = useLive(driftEndpoints.watch, { query: { app, state: "all", limit: 1_000 } });
  return (
    <Stack gap="sm">
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {item === undefined
        ? problem === undefined && <Waiting />
        : item.items.length === 0 && <Text size="sm">{text.nothingRuns}</Text>}
      <DriftTargets targets={item?.items ?? []} named={false} />
      <Ignored app={app} />
    </Stack>
  );
}
