import { Alert, Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useMessages } from "#i18n/messages.ts";
import { Confirm } from "./confirm.tsx";
import { specMessages } from "./messages.ts";

/** Says that a text was brought back, and lets it go. */
export function Restored({ onDiscard }: { readonly onDiscard: () => void }) {
  const text = useMessages(specMessages);
  const [asked, ask] = useDisclosure(false);
  return (
    <Alert color="blue" role="status" p="xs">
      {text.restored}{" "}
      <Button size="compact-xs" variant="light" onClick={ask.open}>
        {text.discard}
      </Button>
      {asked && (
        <Confirm
          title={text.discardTitle}
          text={text.discardText}
          yes={text.discard}
          no={text.keep}
          onYes={onDiscard}
          onNo={ask.close}
        />
      )}
    </Alert>
  );
}
