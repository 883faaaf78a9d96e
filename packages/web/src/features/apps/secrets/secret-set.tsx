/** Stores a new secret, or the next version of one. What is typed is sent, and is nowhere afterwards. */
import { type AppSecret, longestSecretValue, secretEndpoints } from "@halcyon/contracts";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRef, useState } from "react";
import { useSecretChange } from "#api/secret.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { SecretField } from "#ui/secret-field.tsx";
import { secretMessages } from "./messages.ts";
import { placeOf } from "./place.ts";

interface SecretSetProps {
  readonly app: string;
  /** Null: a new one, whose name is asked for. */
  readonly secret: AppSecret | null;
  readonly taken: readonly AppSecret[];
  readonly onClose: () => void;
}

export function SecretSet({ app, secret, taken, onClose }: SecretSetProps) {
  const text = useMessages(secretMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const value = useRef<HTMLTextAreaElement>(null);
  const [typed, setTyped] = useState("");
  const name = secret?.name ?? typed.trim();
  const isTaken = secret === null && taken.some((one) => one.name === name);
  const source = secret?.versions[0]?.source ?? null;
  const set = useSecretChange(secretEndpoints.set, {
    outdates: [secretEndpoints.list],
    onDone: ({ versions }) => {
      if (value.current !== null) value.current.value = "";
      notifications.show({ message: text.stored(format.number(versions[0]?.version ?? 1), name) });
      onClose();
    },
  });
  return (
    <Modal
      opened
      onClose={onClose}
      title={secret === null ? text.add : text.setTitle(name)}
      closeButtonProps={{ "aria-label": ui.close }}
    >
      <form
        autoComplete="off"
        onSubmit={(event) => {
          event.preventDefault();
          if (isTaken) return;
          void set.send({ params: { app, secret: name }, body: { value: value.current?.value ?? "" } });
        }}
      >
        <Stack gap="sm">
          <Text size="sm">{text.setConsequence}</Text>
          {source !== null && <Text size="sm">{text.setLinked(placeOf(source))}</Text>}
          {secret === null && (
            <TextInput
              label={text.name}
              description={text.nameHelp}
              value={typed}
              onChange={(event) => setTyped(event.currentTarget.value)}
              error={isTaken ? text.nameTaken : undefined}
              required
              maxLength={63}
              autoComplete="off"
              spellCheck={false}
              data-autofocus
            />
          )}
          <SecretField
            label={text.value}
            description={text.valueHelp}
            ref={value}
            longest={longestSecretValue}
          />
          {set.error !== null && <ProblemAlert problem={set.error.problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {ui.cancel}
            </Button>
            <Button type="submit" loading={set.isPending} disabled={isTaken}>
              {text.set}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
