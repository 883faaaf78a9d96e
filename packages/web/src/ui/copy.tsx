/** Takes a text to the clipboard, and says that it did. */
import { Button, CopyButton } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";

interface CopyProps {
  readonly value: string;
  /** What is copied, for who cannot see it. */
  readonly label: string;
}

export function Copy({ value, label }: CopyProps) {
  const text = useMessages(uiMessages);
  return (
    <CopyButton value={value} timeout={2_000}>
      {({ copied, copy }) => (
        <Button
          size="xs"
          variant="light"
          color={copied ? "green" : "blue"}
          aria-label={`${text.copy}: ${label}`}
          onClick={copy}
        >
          {copied ? `✓ ${text.copied}` : text.copy}
        </Button>
      )}
    </CopyButton>
  );
}
