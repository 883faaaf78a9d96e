/** A dialog with a form: nothing typed is lost on an error. */
import type { Problem } from "@halcyon/contracts";
import { Button, Group, Modal, Stack } from "@mantine/core";
import type { FormEvent, ReactNode } from "react";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";

interface FormDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  readonly act: string;
  readonly ready: boolean;
  readonly isPending: boolean;
  readonly problem: Problem | undefined;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
  readonly size?: string;
}

export function FormDialog(props: FormDialogProps) {
  const { opened, onClose, title, act, ready, isPending, problem, onSubmit, children, size = "md" } = props;
  const text = useMessages(uiMessages);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready && !isPending) onSubmit();
  };
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={title}
      size={size}
      closeButtonProps={{ "aria-label": text.close }}
      closeOnClickOutside={false}
    >
      <form onSubmit={submit}>
        <Stack>
          {children}
          {problem !== undefined && <ProblemAlert problem={problem} />}
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose}>
              {text.cancel}
            </Button>
            <Button type="submit" loading={isPending} disabled={!ready}>
              {act}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
