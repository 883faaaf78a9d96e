/** A red button with what it is for, and the dialog that has to be gone through first. */
import { Button, Modal, Stack, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";

interface DangerActionProps {
  readonly label: string;
  readonly about: string;
  readonly title: string;
  /** What the dialog holds, made anew each time it is opened. */
  readonly children: (close: () => void) => ReactNode;
}

export function DangerAction({ label, about, title, children }: DangerActionProps) {
  const ui = useMessages(uiMessages);
  const [opened, dialog] = useDisclosure(false);
  return (
    <Stack gap={4} align="flex-start">
      <Button variant="light" color="red" size="xs" onClick={dialog.open}>
        {label}
      </Button>
      <Text size="xs" c="dimmed">
        {about}
      </Text>
      <Modal
        opened={opened}
        onClose={dialog.close}
        title={title}
        size="lg"
        closeButtonProps={{ "aria-label": ui.close }}
      >
        {opened && children(dialog.close)}
      </Modal>
    </Stack>
  );
}
