/** What the dialogs about drift have in common: why it is done, what is refused, and the button that does it. */
import type { Problem } from "@halcyon/contracts";
import { Button, Group, Modal, Stack, TextInput } from "@mantine/core";
import { type FormEvent, type ReactNode, useState } from "react";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { driftMessages } from "./messages.ts";

interface DriftDialogProps {
  readonly title: string;
  readonly act: string;
  readonly onClose: () => void;
  readonly onAct: (reason: string) => void;
  readonly isPending: boolean;
  readonly problem: Problem | undefined;
  /** What has to be known or given first is not. */
  readonly disabled?: boolean;
  readonly children: ReactNode;
}

export function DriftDialog(props: DriftDialogProps) {
  const text = useMessages(driftMessages);
  const ui = useMessages(uiMessages);
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const missing = reason.trim() === "";
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (!missing) props.onAct(reason.trim());
  };
  return (
    <Modal
      opened
      onClose={props.onClose}
      title={props.title}
      size="lg"
      closeButtonProps={{ "aria-label": ui.close }}
    >
      <form onSubmit={submit} noValidate>
        <Stack gap="sm">
          {props.children}
          <TextInput
            label={text.reason}
            description={text.reasonHint}
            required
            maxLength={500}
            value={reason}
            error={tried && missing ? text.reasonMissing : undefined}
            onChange={(event) => setReason(event.currentTarget.value)}
          />
          {props.problem !== undefined && <ProblemAlert problem={props.problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={props.onClose}>
              {text.cancel}
            </Button>
            <Button type="submit" loading={props.isPending} disabled={props.disabled === true}>
              {props.act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
