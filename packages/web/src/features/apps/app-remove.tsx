/** The end of an app: what goes with it, what stays, the way back; and its name typed before anything happens. */
import { type AppView, appsEndpoints, type DeploymentItem } from "@halcyon/contracts";
import { Alert, Button, Group, List, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useChange, useGet } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { DangerAction } from "#ui/danger-action.tsx";
import { uiMessages } from "#ui/messages.ts";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { appsPage } from "./feature.ts";
import { removeMessages } from "./remove-messages.ts";

interface AppRemoveProps {
  readonly app: AppView;
  readonly running: readonly DeploymentItem[];
}

export function AppRemove({ app, running }: AppRemoveProps) {
  const text = useMessages(removeMessages);
  return (
    <DangerAction label={text.remove} about={text.about} title={text.title(app.name)}>
      {(close) => <Confirm app={app} running={running} onClose={close} />}
    </DangerAction>
  );
}

function Confirm({ app, running, onClose }: AppRemoveProps & { readonly onClose: () => void }) {
  const text = useMessages(removeMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const go = useGo();
  const [typed, setTyped] = useState("");
  const remove = useChange(appsEndpoints.remove, {
    outdates: [appsEndpoints.list, appsEndpoints.get],
    onDone: ({ removed, pruned }) => {
      notifications.show({
        title: text.done(removed),
        message: pruned
          .map(({ cluster, objects }) => text.removedFrom(cluster, format.number(objects)))
          .join("; "),
      });
      go(hrefOf(appsPage, {}));
    },
  });
  const up = running.filter(({ replicas }) => replicas > 0);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (typed === app.name) remove.mutate({ params: { app: app.name } });
      }}
    >
      <Stack gap="sm">
        {up.length > 0 && (
          <Alert color="yellow" role="status">
            {text.running(
              format.number(up.reduce((sum, { replicas }) => sum + replicas, 0)),
              up.map(({ cluster }) => cluster).join(", "),
            )}
          </Alert>
        )}
        {app.latest === null ? <Text size="sm">{text.nothing}</Text> : <Leftovers app={app.name} />}
        <Text size="sm">{text.back(app.name)}</Text>
        {remove.error !== null && <ProblemAlert problem={remove.error.problem} />}
        <TextInput
          label={text.type(app.name)}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
          data-autofocus
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {ui.cancel}
          </Button>
          <Button type="submit" color="red" disabled={typed !== app.name} loading={remove.isPending}>
            {text.remove}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

/** What is there now and would be deleted, asked of each cluster. */
function Leftovers({ app }: { readonly app: string }) {
  const text = useMessages(removeMessages);
  const format = useFormat();
  const found = useGet(appsEndpoints.diff, { params: { app }, body: { all: true } }, { staleMs: 0 });
  if (found.error !== null) return <ProblemAlert problem={found.error.problem} />;
  if (found.data === undefined)
    return (
      <Group gap="xs">
        <Waiting />
        <Text size="sm">{text.looking}</Text>
      </Group>
    );
  const asked = found.data.clusters.map(({ cluster, state, reason, objects }) => ({
    cluster,
    unseen: state === "unreachable" || state === "failed" ? reason : null,
    objects: objects.filter(({ change }) => change !== "create"),
  }));
  const there = asked.filter(({ objects }) => objects.length > 0);
  const count = there.reduce((sum, { objects }) => sum + objects.length, 0);
  return (
    <Stack gap={4}>
      <Text size="sm">
        {count === 0 ? text.nothing : text.gone(format.number(count), format.number(there.length))}
      </Text>
      <List size="sm">
        {there.map(({ cluster, objects }) => (
          <List.Item key={cluster}>
            {cluster}: {objects.map(({ kind, name }) => `${kind}/${name}`).join(", ")}
          </List.Item>
        ))}
      </List>
      {asked.map(
        ({ cluster, unseen }) =>
          unseen !== null && (
            <Alert key={cluster} color="yellow" role="status">
              {text.unseen(cluster, unseen)}
            </Alert>
          ),
      )}
    </Stack>
  );
}
