/** Stores the text as a version: why, and what it does. Ctrl S does the same. */
import { Button, Group, Kbd, Stack, Text, TextInput } from "@mantine/core";
import { useEffect, useRef, useState } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { specMessages } from "./messages.ts";

interface SpecStoreProps {
  /** The version it makes. */
  readonly next: number;
  /** There is nothing to store. */
  readonly disabled: boolean;
  /** Why it cannot be stored now. */
  readonly blocked: string | null;
  readonly storing: boolean;
  readonly onStore: (message: string) => void;
}

export function SpecStore({ next, disabled, blocked, storing, onStore }: SpecStoreProps) {
  const text = useMessages(specMessages);
  const format = useFormat();
  const [message, setMessage] = useState("");
  const store = () => {
    if (!disabled && blocked === null && !storing) onStore(message);
  };
  const latest = useRef(store);
  latest.current = store;
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (!(event.ctrlKey || event.metaKey) || event.key.toLowerCase() !== "s") return;
      event.preventDefault();
      latest.current();
    };
    addEventListener("keydown", onKey);
    return () => removeEventListener("keydown", onKey);
  }, []);
  // The message belongs to the version that was just made.
  useEffect(() => setMessage(""), [next]);
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        store();
      }}
    >
      <Stack gap={4} mt="sm">
        <Group align="flex-end" gap="sm">
          <TextInput
            label={text.message}
            value={message}
            onChange={(event) => setMessage(event.currentTarget.value)}
            maxLength={500}
            flex={1}
            miw={200}
          />
          <Button type="submit" disabled={disabled || blocked !== null} loading={storing}>
            {next === 1 ? text.storeFirst : text.store(format.number(next))}
          </Button>
        </Group>
        <Text size="xs" c="dimmed" role="status">
          {blocked ?? text.storeText} <Kbd size="xs">{text.storeKeys}</Kbd>
        </Text>
      </Stack>
    </form>
  );
}
