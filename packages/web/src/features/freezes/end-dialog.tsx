import { type Freeze, releaseEndpoints } from "@halcyon/contracts";
import { Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { useFreezeText } from "./freeze-text.ts";
import { freezesMessages } from "./messages.ts";

/** @param freeze null: closed */
export function EndDialog({
  freeze,
  onClose,
}: {
  readonly freeze: Freeze | null;
  readonly onClose: () => void;
}) {
  const text = useMessages(freezesMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const what = useFreezeText();
  const end = useChange(releaseEndpoints.thaw, { outdates: [releaseEndpoints.freezes], onDone: onClose });
  return (
    <Modal
      opened={freeze !== null}
      onClose={onClose}
      title={text.endTitle}
      closeButtonProps={{ "aria-label": ui.close }}
    >
      {freeze !== null && (
        <Stack gap="sm">
          <Text size="sm">{text.endText(what(freeze))}</Text>
          <Text size="sm" c="dimmed">
            {text.until}: {format.dateTime(freeze.until)} · {freeze.createdBy}: {freeze.reason}
          </Text>
          {end.error !== null && <ProblemAlert problem={end.error.problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} data-autofocus>
              {text.cancel}
            </Button>
            <Button
              color="red"
              loading={end.isPending}
              onClick={() => end.mutate({ params: { freeze: freeze.id } })}
            >
              {text.doEnd}
            </Button>
          </Group>
        </Stack>
      )}
    </Modal>
  );
}
