/**
 * A field for a secret of several lines, such as a key. What is typed is in the field alone, never in a component's state:
 * whoever sends it reads the field and empties it. It does not grow with its text, as that takes a second, hidden field.
 */
import { Switch, Stack, Textarea } from "@mantine/core";
import { type ReactNode, type Ref, useState } from "react";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";

interface SecretFieldProps {
  readonly label: string;
  readonly description: ReactNode;
  readonly ref: Ref<HTMLTextAreaElement>;
  /** Characters. */
  readonly longest: number;
}

export function SecretField({ label, description, ref, longest }: SecretFieldProps) {
  const text = useMessages(uiMessages);
  const [shown, setShown] = useState(false);
  return (
    <Stack gap={6}>
      <Textarea
        ref={ref}
        label={label}
        description={description}
        className={shown ? "" : "masked-value"}
        rows={4}
        data-autofocus
        maxLength={longest}
        required
        autoComplete="off"
        autoCapitalize="off"
        spellCheck={false}
        styles={{ input: { fontFamily: "var(--mantine-font-family-monospace)" } }}
      />
      <Switch
        size="xs"
        label={text.showTyped}
        checked={shown}
        onChange={(event) => setShown(event.currentTarget.checked)}
      />
    </Stack>
  );
}
