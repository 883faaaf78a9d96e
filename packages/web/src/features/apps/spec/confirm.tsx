import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";

interface ConfirmProps {
  readonly title: string;
  /** What it means. */
  readonly text: string;
  readonly yes: string;
  readonly no: string;
  readonly onYes: () => void;
  readonly onNo: () => void;
}

/** A question whose safe answer is at hand first. */
export function Confirm({ title, text, yes, no, onYes, onNo }: ConfirmProps) {
  const ui = useMessages(uiMessages);
  return (
    <Modal opened onClose={onNo} title={title} closeButtonProps={{ "aria-label": ui.close }}>
      <Stack gap="sm">
        <Text size="sm">{text}</Text>
        <Group justify="flex-end">
          <Button variant="default" onClick={onNo} data-autofocus>
            {no}
          </Button>
          <Button color="red" onClick={onYes}>
            {yes}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
