/** Rotates a secret: its next version, the app version that uses it, and the way to releasing that. */
import {
  type AppSecret,
  appsEndpoints,
  type AppView,
  longestSecretValue,
  secretEndpoints,
} from "@halcyon/contracts";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRef, useState } from "react";
import { useGo } from "#app/pages.tsx";
import { useSecretChange } from "#api/secret.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { SecretField } from "#ui/secret-field.tsx";
import { secretMessages } from "./messages.ts";
import { placeOf } from "./place.ts";

interface SecretRotateProps {
  readonly app: AppView;
  readonly secret: AppSecret;
  readonly onClose: () => void;
}

/** What came of it: the secret's number, and the app version that uses it, if one was made. */
interface Rotated {
  readonly version: number;
  readonly app: number | null;
}

export function SecretRotate({ app, secret, onClose }: SecretRotateProps) {
  const text = useMessages(secretMessages);
  const ui = useMessages(uiMessages);
  const value = useRef<HTMLTextAreaElement>(null);
  const [rotated, setRotated] = useState<Rotated | null>(null);
  const source = secret.versions[0]?.source ?? null;
  const rotate = useSecretChange(secretEndpoints.rotate, {
    outdates: [secretEndpoints.list, appsEndpoints.get, appsEndpoints.list, appsEndpoints.versions],
    onDone: (made) => {
      if (value.current !== null) value.current.value = "";
      setRotated({
        version: made.secret.versions[0]?.version ?? 1,
        app: made.app.outcome === "created" ? made.app.version.number : null,
      });
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.rotateTitle(secret.name)}
      closeButtonProps={{ "aria-label": ui.close }}
    >
      {rotated !== null ? (
        <Done app={app} secret={secret.name} rotated={rotated} onClose={onClose} />
      ) : (
        <form
          autoComplete="off"
          onSubmit={(event) => {
            event.preventDefault();
            const body = source === null ? { value: value.current?.value ?? "" } : {};
            void rotate.send({ params: { app: app.name, secret: secret.name }, body });
          }}
        >
          <Stack gap="sm">
            <Text size="sm">{text.rotateConsequence(app.name)}</Text>
            {source === null ? (
              <SecretField
                label={text.value}
                description={text.valueHelp}
                ref={value}
                longest={longestSecretValue}
              />
            ) : (
              <Text size="sm">{text.rotateLinked(placeOf(source))}</Text>
            )}
            {rotate.error !== null && <ProblemAlert problem={rotate.error.problem} />}
            <Group justify="flex-end">
              <Button variant="default" onClick={onClose}>
                {ui.cancel}
              </Button>
              <Button type="submit" loading={rotate.isPending}>
                {text.rotate}
              </Button>
            </Group>
          </Stack>
        </form>
      )}
    </Modal>
  );
}

interface DoneProps {
  readonly app: AppView;
  readonly secret: string;
  readonly rotated: Rotated;
  readonly onClose: () => void;
}

function Done({ app, secret, rotated, onClose }: DoneProps) {
  const text = useMessages(secretMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const { may } = useSession();
  const go = useGo();
  const made = rotated.app;
  return (
    <Stack gap="sm">
      <Text size="sm" role="status">
        {text.stored(format.number(rotated.version), secret)}{" "}
        {made === null ? text.notUsed(app.name) : text.rotated(app.name, format.number(made))}
      </Text>
      {made !== null && <Text size="sm">{text.thenRevoke}</Text>}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          {ui.close}
        </Button>
        {made !== null && may("release.write", app.team) && (
          <Button
            onClick={() =>
              go(`/releases/new?${new URLSearchParams({ app: app.name, version: String(made) })}`)
            }
          >
            {text.planRelease(format.number(made))}
          </Button>
        )}
      </Group>
    </Stack>
  );
}
