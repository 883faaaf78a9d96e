/** Where a spec is written: the editor, what is wrong with it, what it means, and storing it. */
import { type AppView, appsEndpoints } from "@halcyon/contracts";
import { Alert, Grid, Group, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { PageLink, useGo } from "#app/pages.tsx";
import { useChange, useGet } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { YamlEditor } from "#ui/yaml-editor.tsx";
import { appPage, specPage } from "../feature.ts";
import { Confirm } from "./confirm.tsx";
import { rootValue } from "./draft.ts";
import { specMessages } from "./messages.ts";
import { NewerVersion } from "./newer-version.tsx";
import { Restored } from "./restored.tsx";
import { SpecSide } from "./spec-side.tsx";
import { SpecStore } from "./spec-store.tsx";
import { SpecStored, type StoredSpec } from "./spec-stored.tsx";
import { useCheck } from "./use-check.ts";
import { type Stored, useDraft } from "./use-draft.ts";
import { useLeaveGuard } from "./use-leave-guard.ts";
import { useSpecLanguage } from "./use-spec-language.ts";

interface SpecDeskProps {
  /** Null for a new one. */
  readonly app: AppView | null;
  /** The latest version, kept up with. */
  readonly latest: Stored;
  readonly author: string;
}

export function SpecDesk({ app, latest, author }: SpecDeskProps) {
  const text = useMessages(specMessages);
  const format = useFormat();
  const go = useGo();
  const draft = useDraft(app?.name ?? null, latest);
  const check = useCheck(draft.text);
  const guard = useLeaveGuard(draft.dirty);
  const language = useSpecLanguage();
  const [goTo, setGoTo] = useState<{ readonly line: number; readonly column: number }>();
  const [result, setResult] = useState<StoredSpec | null>(null);
  const name = app?.name ?? rootValue(check.text, "name");
  const present = useGet(appsEndpoints.get, { params: { app: name } }, { enabled: app !== null });
  const likeNamed = useGet(
    appsEndpoints.list,
    { query: { search: name, limit: 1_000 } },
    { enabled: app === null && name !== "" },
  );
  const taken = app === null ? likeNamed.data?.items.find((one) => one.name === name) : undefined;
  const newer = app !== null && latest.version > draft.base;

  const apply = useChange(appsEndpoints.apply, {
    outdates: [appsEndpoints.get, appsEndpoints.list, appsEndpoints.versions],
    onDone: ({ outcome, sentence, version }) => {
      const stored = { version: version.number, text: version.spec };
      if (app !== null) {
        setResult({
          app: app.name,
          number: version.number,
          sentence,
          over: outcome === "created" ? draft.base : null,
        });
        return draft.startFrom(stored);
      }
      guard.open();
      draft.startFrom(stored, version.spec);
      notifications.show({ message: sentence });
      go(hrefOf(appPage, { app: version.app }, { tab: "spec" }));
    },
  });
  const store = async (message: string) => {
    setResult(null);
    if (app !== null) {
      // What was stored since the last look is found before it is stored over.
      const fresh = await present.refetch();
      if ((fresh.data?.latest?.number ?? 0) > draft.base) return;
    }
    apply.mutate({ params: { app: name }, body: { spec: draft.text, message, basedOn: draft.base } });
  };
  const blocked =
    name === ""
      ? text.nameMissing
      : taken !== undefined
        ? text.exists(taken.name, taken.team)
        : newer
          ? text.storeBlocked
          : check.state === "wrong"
            ? text.storeWrong
            : null;
  const label = app === null ? text.newEditor : text.editor(app.name);
  return (
    <Stack gap="sm">
      {draft.restored && <Restored onDiscard={() => draft.startFrom(latest)} />}
      {taken !== undefined && (
        <Alert color="yellow" role="status">
          {text.exists(taken.name, taken.team)}{" "}
          <PageLink page={specPage} params={{ app: taken.name }}>
            {text.toExisting(taken.name)}
          </PageLink>
        </Alert>
      )}
      {newer && <NewerVersion app={app.name} author={author} latest={latest} draft={draft} />}
      {result !== null && <SpecStored {...result} />}
      {apply.error !== null && <ProblemAlert problem={apply.error.problem} />}
      <Grid gap="md">
        <Grid.Col span={{ base: 12, lg: 7 }}>
          <Group justify="space-between" mb={4}>
            <Text size="xs" c="dimmed">
              {draft.base === 0 ? text.fromNothing : text.basedOn(format.number(draft.base))}
            </Text>
            {app !== null && (
              <Text size="xs">
                <PageLink page={appPage} params={{ app: app.name }}>
                  {text.toApp}
                </PageLink>
              </Text>
            )}
          </Group>
          <YamlEditor
            value={draft.text}
            onChange={draft.write}
            label={label}
            height="min(62vh, 720px)"
            problems={check.problems}
            extensions={language}
            goTo={goTo}
          />
          <SpecStore
            next={draft.base + 1}
            disabled={!draft.dirty && draft.base > 0}
            blocked={blocked}
            storing={apply.isPending}
            onStore={(message) => void store(message)}
          />
        </Grid.Col>
        <Grid.Col span={{ base: 12, lg: 5 }}>
          <SpecSide
            app={app}
            latest={latest}
            text={draft.text}
            check={check}
            onText={draft.write}
            onGoTo={setGoTo}
          />
        </Grid.Col>
      </Grid>
      {guard.asked && (
        <Confirm
          title={text.leaveTitle}
          text={text.leaveText}
          yes={text.leave}
          no={text.stay}
          onYes={guard.leave}
          onNo={guard.stay}
        />
      )}
    </Stack>
  );
}
