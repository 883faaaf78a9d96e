import { appsEndpoints, releaseEndpoints } from "@halcyon/contracts";
import { Button, Code, Group, Select, SimpleGrid, Stack, Text } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo, usePage } from "#app/pages.tsx";
import { useChange, useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { planPage, releasePage } from "./feature.ts";
import { FreezeBanner } from "./freeze-banner.tsx";
import { type Draft, emptyDraft, planBodyOf, problemsOf, sound, subjectOf } from "./plan/draft.ts";
import { fieldProblems } from "./plan/field-problem.ts";
import { planMessages } from "./plan/messages.ts";
import { PlanFields } from "./plan/plan-fields.tsx";
import { PlanPreview } from "./plan/plan-preview.tsx";
import { SubjectFields } from "./plan/subject-fields.tsx";
import { usePreview } from "./plan/use-preview.ts";

/** Plans a release: what one types is planned by the server at once, and drawn; nothing is stored before "Plan it". */
export function Page() {
  const text = useMessages(planMessages);
  const { search, setSearch } = usePage(planPage);
  const { may } = useSession();
  const go = useGo();
  const apps = useGet(appsEndpoints.list, { query: { limit: 1000 } });
  const own = (apps.data?.items ?? []).filter(({ team }) => may("release.write", team));
  const app = own.find(({ name }) => name === search.app);
  const [draft, setDraft] = useState<Draft>({
    ...emptyDraft,
    by: search.version === undefined ? "image" : "version",
    image: search.image ?? null,
    version: search.version ?? "",
  });
  const preview = usePreview(app?.name ?? "", draft);
  const create = useChange(releaseEndpoints.create, {
    onDone: ({ release }) => {
      if (release !== null) go(hrefOf(releasePage, { release: release.id }));
    },
  });
  const problems = problemsOf(draft);
  const errors = fieldProblems(create.error?.problem ?? preview.problem);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (app === undefined || !sound(problems)) return;
    create.mutate({ body: { app: app.name, ...subjectOf(draft), ...planBodyOf(draft) } });
  };
  const change = (part: Partial<Draft>) => {
    create.reset();
    setDraft((before) => ({ ...before, ...part }));
  };

  // Before the apps are known nothing can be typed that their arrival would change.
  if (apps.data === undefined)
    return (
      <PageFrame title={text.planTitle}>
        {apps.error === null ? <Waiting /> : <ProblemAlert problem={apps.error.problem} />}
      </PageFrame>
    );
  if (own.length === 0)
    return (
      <PageFrame title={text.planTitle}>
        <Text size="sm">{text.noApps}</Text>
        <Code>halcyon app apply -f app.yaml</Code>
      </PageFrame>
    );
  return (
    <PageFrame title={text.planTitle}>
      <SimpleGrid cols={{ base: 1, lg: 2 }} spacing="lg">
        <form onSubmit={submit}>
          <Stack gap="sm">
            <Select
              label={text.app}
              description={text.appHint}
              searchable
              required
              data={own.map(({ name }) => name)}
              value={app?.name ?? null}
              error={errors.app}
              onChange={(name) => {
                create.reset();
                setSearch({ app: name ?? undefined });
              }}
            />
            {app !== undefined && <FreezeBanner of={{ app: app.name, team: app.team }} />}
            <SubjectFields app={app} draft={draft} errors={errors} onChange={change} />
            <PlanFields
              app={app}
              draft={draft}
              problems={problems}
              steps={preview.planned?.plan.steps.length}
              errors={errors}
              onChange={change}
            />
            {create.error !== null && <ProblemAlert problem={create.error.problem} />}
            <Group gap="sm">
              <Button
                type="submit"
                loading={create.isPending}
                disabled={app === undefined || !sound(problems)}
              >
                {text.submit}
              </Button>
              <Text size="xs" c="dimmed">
                {text.submitHint}
              </Text>
            </Group>
          </Stack>
        </form>
        <PlanPreview app={app?.name ?? ""} preview={preview} />
      </SimpleGrid>
    </PageFrame>
  );
}
