/** What a draft would do, drawn as it is edited: steps over the rooms, images, floors, warnings. */
import type { Problem } from "@halcyon/contracts";
import { Alert, Card, Group, Loader, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useMessages } from "#i18n/messages.ts";
import { useLate } from "#ui/ago.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { DiffGroups } from "../changes/diff-groups.tsx";
import { Picture } from "../picture/picture.tsx";
import { sceneOfPlan } from "../picture/scene.ts";
import { fieldProblems } from "./field-problem.ts";
import { planMessages } from "./messages.ts";
import { PlanDetails } from "./plan-facts.tsx";
import type { usePreview } from "./use-preview.ts";

interface PlanPreviewProps {
  readonly app: string;
  readonly preview: ReturnType<typeof usePreview>;
}

export function PlanPreview({ app, preview }: PlanPreviewProps) {
  const text = useMessages(planMessages);
  const { planned, problem, behind } = preview;
  const late = useLate(behind && app !== "");
  const plan = planned?.plan;
  const scene = useMemo(() => (plan === undefined ? undefined : sceneOfPlan(plan)), [plan]);
  return (
    <Card withBorder className="plan-preview">
      <Stack gap="sm">
        <Group justify="space-between">
          <Title order={2} size="h5">
            {text.preview}
          </Title>
          {late && <Loader size="xs" role="status" aria-label={text.planning} />}
        </Group>
        {app === "" && (
          <Text size="sm" c="dimmed">
            {text.previewEmpty}
          </Text>
        )}
        {problem !== null && <PreviewProblem problem={problem} />}
        {plan !== undefined && scene !== undefined && planned !== undefined && (
          <Stack gap="md" style={behind || problem !== null ? { opacity: 0.55 } : {}} aria-busy={behind}>
            <Picture scene={scene} label={app} />
            <PlanDetails plan={plan} hash={planned.hash} />
            <DiffGroups key={planned.hash} diffs={planned.diff} />
          </Stack>
        )}
      </Stack>
    </Card>
  );
}

/** What belongs to a field is said there; that all of it runs already is nobody's mistake. */
function PreviewProblem({ problem }: { readonly problem: Problem }) {
  const text = useMessages(planMessages);
  if (problem.code === "release_nothing_to_release")
    return (
      <Alert color="gray" p="xs">
        {text.equal}
      </Alert>
    );
  return fieldProblems(problem).form === undefined ? null : <ProblemAlert problem={problem} />;
}
