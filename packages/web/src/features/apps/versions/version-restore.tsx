/** Brings an old version's spec back as a new version, with what that means said before. */
import { appsEndpoints, type AppVersionSummary } from "@halcyon/contracts";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useGo } from "#app/pages.tsx";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { hrefOf } from "#app/feature.ts";
import { appPage } from "../feature.ts";
import { versionMessages } from "./messages.ts";

interface VersionRestoreProps {
  readonly app: string;
  readonly version: AppVersionSummary | undefined;
  readonly latest: number;
  readonly onClose: () => void;
}

export function VersionRestore({ app, version, latest, onClose }: VersionRestoreProps) {
  const text = useMessages(versionMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const go = useGo();
  const [message, setMessage] = useState("");
  const restore = useChange(appsEndpoints.restore, {
    outdates: [appsEndpoints.get, appsEndpoints.list, appsEndpoints.versions],
    onDone: (stored) => {
      notifications.show({ message: stored.sentence });
      onClose();
      go(hrefOf(appPage, { app }, { tab: "versions", version: String(stored.version.number) }));
    },
  });
  if (version === undefined) return null;
  const number = format.number(version.number);
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.restoreTitle(number)}
      closeButtonProps={{ "aria-label": ui.close }}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          restore.mutate({ params: { app, version: version.number }, body: { message } });
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{text.restoreConsequence(format.number(latest + 1), number)}</Text>
          <Text size="sm">{text.restoreImage(version.images.join(", "))}</Text>
          <Text size="sm">{text.restoreBack(format.number(latest))}</Text>
          {restore.error !== null && <ProblemAlert problem={restore.error.problem} />}
          <TextInput
            label={text.why}
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
            maxLength={500}
            data-autofocus
          />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {ui.cancel}
            </Button>
            <Button type="submit" loading={restore.isPending}>
              {text.restore}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
