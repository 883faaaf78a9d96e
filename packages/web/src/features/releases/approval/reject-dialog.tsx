import { type Release, releaseEndpoints } from "@halcyon/contracts";
import { Button, Group, Modal, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { approvalMessages } from "./messages.ts";

interface RejectDialogProps {
  readonly release: Release;
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function RejectDialog({ release, opened, onClose }: RejectDialogProps) {
  const text = useMessages(approvalMessages);
  const ui = useMessages(uiMessages);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const reject = useChange(releaseEndpoints.reject, { onDone: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (reason.trim() !== "")
      reject.mutate({ params: { release: release.id }, body: { reason: reason.trim() } });
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text.rejectTitle(release.id)}
      closeButtonProps={{ "aria-label": ui.close }}
    >
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm">{text.rejectText}</Text>
          <TextInput
            label={text.reason}
            value={reason}
            maxLength={500}
            data-autofocus
            onChange={(event) => setReason(event.currentTarget.value)}
            error={tried && reason.trim() === "" ? text.reasonMissing : undefined}
          />
          {reject.error !== null && <ProblemAlert problem={reject.error.problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {text.cancel}
            </Button>
            <Button type="submit" color="red" loading={reject.isPending}>
              {text.doReject}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
