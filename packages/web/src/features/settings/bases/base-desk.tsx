import { type BaseCheck, baseEndpoints, type BaseVersion } from "@halcyon/contracts";
import { Button, Group, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { YamlEditor } from "#ui/yaml-editor.tsx";
import { YamlView } from "#ui/yaml-view.tsx";
import { settingsMessages } from "../messages.ts";
import { BaseEffects } from "./base-effects.tsx";
import { baseMessages } from "./messages.ts";

interface BaseDeskProps {
  readonly base: string;
  readonly label: string;
  /** Null before the first version. */
  readonly latest: BaseVersion | null;
}

const none: BaseCheck["problems"] = [];
const firstText = "spec: {}\npolicy: {}\n";

export function BaseDesk({ base, label, latest }: BaseDeskProps) {
  const text = useMessages(baseMessages);
  const settings = useMessages(settingsMessages);
  const format = useFormat();
  const { may } = useSession();
  const [written, write] = useState(latest?.text ?? firstText);
  const [checked, setChecked] = useState<string | null>(null);
  const [message, setMessage] = useState("");
  const check = useChange(baseEndpoints.check);
  const set = useChange(baseEndpoints.set, {
    outdates: [baseEndpoints.list],
    onDone: ({ version }) => notifications.show({ message: text.stored(format.number(version)) }),
  });
  const params = { base };
  const answer = checked === written ? check.data : undefined;
  const version = latest?.version ?? 0;
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {latest === null
          ? text.none
          : `${text.version(format.number(version))} · ${text.by(latest.author.name)}${latest.message === "" ? "" : ` · ${latest.message}`}`}
      </Text>
      {may("app.policy") ? (
        <>
          <YamlEditor
            value={written}
            onChange={write}
            label={text.editor(label)}
            height="40vh"
            problems={answer?.problems ?? none}
          />
          <Group gap="xs" align="flex-end">
            <Button
              variant="default"
              loading={check.isPending}
              onClick={() => {
                setChecked(written);
                check.mutate({ params, body: { text: written } });
              }}
            >
              {text.check}
            </Button>
            <TextInput
              label={text.message}
              value={message}
              onChange={(event) => setMessage(event.currentTarget.value)}
            />
            <Button
              disabled={answer?.valid !== true}
              loading={set.isPending}
              onClick={() => set.mutate({ params, body: { text: written, message, basedOn: version } })}
            >
              {text.store(format.number(version + 1))}
            </Button>
          </Group>
          {answer === undefined ? (
            <Text size="xs" c="dimmed">
              {text.checkFirst}
            </Text>
          ) : (
            <BaseEffects answer={answer} />
          )}
          {check.error !== null && <ProblemAlert problem={check.error.problem} />}
          {set.error !== null && <ProblemAlert problem={set.error.problem} />}
        </>
      ) : (
        <>
          <Text size="sm">{settings.onlyReading}</Text>
          {latest !== null && <YamlView value={latest.text} label={text.editor(label)} height="40vh" />}
        </>
      )}
    </Stack>
  );
}
