/** Giving an app back: what goes on running, what goes, and its name typed before anything happens. */
import { adoptEndpoints, appsEndpoints, type AppView, type DeploymentItem } from "@halcyon/contracts";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { DangerAction } from "#ui/danger-action.tsx";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { appsPage } from "../feature.ts";
import { adoptMessages } from "./messages.ts";

interface AppDisownProps {
  readonly app: AppView;
  readonly running: readonly DeploymentItem[];
}

export function AppDisown({ app, running }: AppDisownProps) {
  const text = useMessages(adoptMessages);
  return (
    <DangerAction label={text.disown} about={text.disownAbout} title={text.disownTitle(app.name)}>
      {(close) => <Confirm app={app} running={running} onClose={close} />}
    </DangerAction>
  );
}

function Confirm({ app, running, onClose }: AppDisownProps & { readonly onClose: () => void }) {
  const text = useMessages(adoptMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const go = useGo();
  const [typed, setTyped] = useState("");
  const [reason, setReason] = useState("");
  const disown = useChange(adoptEndpoints.disown, {
    outdates: [appsEndpoints.list, appsEndpoints.get],
    onDone: (given) => {
      notifications.show({ message: text.givenBack(given.app) });
      go(hrefOf(appsPage, {}));
    },
  });
  const ready = typed === app.name && reason !== "";
  const instances = running.reduce((sum, { replicas }) => sum + replicas, 0);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (ready) disown.mutate({ params: { app: app.name }, body: { reason } });
      }}
    >
      <Stack gap="sm">
        <Text size="sm">
          {text.disownBlast(format.number(instances), running.map(({ cluster }) => cluster).join(", "))}
        </Text>
        <Text size="sm">{text.disownBack}</Text>
        {disown.error !== null && <ProblemAlert problem={disown.error.problem} />}
        <TextInput
          label={text.reason}
          value={reason}
          onChange={(event) => setReason(event.currentTarget.value)}
          data-autofocus
        />
        <TextInput
          label={text.type(app.name)}
          value={typed}
          onChange={(event) => setTyped(event.currentTarget.value)}
          autoComplete="off"
        />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {ui.cancel}
          </Button>
          <Button type="submit" color="red" disabled={!ready} loading={disown.isPending}>
            {text.disown}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
