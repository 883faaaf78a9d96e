/** Asks before something is taken away: what changes, where, and the way back; then it is done, or nothing is. */
import type { Problem } from "@halcyon/contracts";
import { Button, Group, List, Modal, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";
import { ProblemAlert } from "./problem-alert.tsx";

interface ConsequenceProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly title: string;
  /** What happens, a line each. */
  readonly changes: readonly ReactNode[];
  /** How to get back to before. */
  readonly wayBack: string;
  /** What the button says: the act itself. */
  readonly act: string;
  readonly onAct: () => void;
  readonly isPending: boolean;
  readonly problem: Problem | undefined;
  /** What has to be given or confirmed first. */
  readonly children?: ReactNode;
  readonly disabled?: boolean;
}

export function Consequence(props: ConsequenceProps) {
  const { opened, onClose, title, changes, wayBack, act, onAct, isPending, problem, children, disabled } =
    props;
  const text = useMessages(uiMessages);
  return (
    <Modal opened={opened} onClose={onClose} title={title} closeButtonProps={{ "aria-label": text.close }}>
      <Stack>
        <List size="sm" spacing={4}>
          {changes.map((change, index) => (
            // The lines of one dialog never change their places.
            // oxlint-disable-next-line no-array-index-key
            <List.Item key={index}>{change}</List.Item>
          ))}
        </List>
        <Text size="sm">
          <Text span fw={600} size="sm">
            {text.wayBack}
          </Text>{" "}
          {wayBack}
        </Text>
        {children}
        {problem !== undefined && <ProblemAlert problem={problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {text.cancel}
          </Button>
          <Button color="red" onClick={onAct} loading={isPending} disabled={disabled === true}>
            {act}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
