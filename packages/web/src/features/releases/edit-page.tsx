import { appsEndpoints, type Release, releaseEndpoints } from "@halcyon/contracts";
import { Alert, Button, Group, SimpleGrid, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo, usePage } from "#app/pages.tsx";
import { useChange, useGet } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { editPage, releasePage } from "./feature.ts";
import { type Draft, draftOf, editOf, problemsOf, sound } from "./plan/draft.ts";
import { fieldProblems } from "./plan/field-problem.ts";
import { planMessages } from "./plan/messages.ts";
import { PlanFields } from "./plan/plan-fields.tsx";
import { PlanPreview } from "./plan/plan-preview.tsx";
import { SubjectFields } from "./plan/subject-fields.tsx";
import { usePreview } from "./plan/use-preview.ts";

/** Changes a plan that has not begun; what is not changed stays as it was. */
export function Page() {
  const { params } = usePage(editPage);
  const text = useMessages(planMessages);
  const { data: release, error } = useGet(releaseEndpoints.get, { params: { release: params.release } });
  return (
    <PageFrame title={text.editTitle(params.release)}>
      {error !== null && <ProblemAlert problem={error.problem} />}
      {release === undefined && error === null && <Waiting />}
      {release !== undefined &&
        (release.may.includes("edit") ? (
          <EditForm key={release.id} release={release} />
        ) : (
          <Alert color="yellow">{text.notEditable}</Alert>
        ))}
    </PageFrame>
  );
}

function EditForm({ release }: { readonly release: Release }) {
  const text = useMessages(planMessages);
  const go = useGo();
  const app = useGet(appsEndpoints.get, { params: { app: release.app } }).data;
  const [before] = useState(() => draftOf(release));
  const [draft, setDraft] = useState<Draft>(before);
  const preview = usePreview(release.app, draft);
  const done = () => go(hrefOf(releasePage, { release: release.id }));
  const save = useChange(releaseEndpoints.edit, { outdates: [releaseEndpoints.get], onDone: done });
  const problems = problemsOf(draft);
  const errors = fieldProblems(save.error?.problem ?? preview.problem);
  const changes = sound(problems) ? editOf(before, draft) : {};
  const changed = Object.keys(changes).length > 0;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (changed) save.mutate({ params: { release: release.id }, body: changes });
  };
  const change = (part: Partial<Draft>) => {
    save.reset();
    setDraft((now) => ({ ...now, ...part }));
  };
  return (
    <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Alert color={release.approval === null ? "gray" : "orange"} p="xs">
            {release.approval === null ? text.voidsNone : text.voids(release.approval.by)}
          </Alert>
          <SubjectFields app={app} draft={draft} errors={errors} onChange={change} />
          <PlanFields
            app={app}
            draft={draft}
            problems={problems}
            steps={preview.planned?.plan.steps.length}
            errors={errors}
            onChange={change}
          />
          {save.error !== null && <ProblemAlert problem={save.error.problem} />}
          <Group gap="sm">
            <Button type="submit" loading={save.isPending} disabled={!changed}>
              {text.save}
            </Button>
            <Button variant="default" onClick={done}>
              {text.cancel}
            </Button>
            {!changed && sound(problems) && (
              <Text size="xs" c="dimmed">
                {text.nothingChanged}
              </Text>
            )}
          </Group>
        </Stack>
      </form>
      <PlanPreview app={release.app} preview={preview} />
    </SimpleGrid>
  );
}
