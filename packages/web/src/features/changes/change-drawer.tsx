import { type ChangeDetail, changeEndpoints } from "@halcyon/contracts";
import { Alert, Button, Checkbox, Drawer, Group, Modal, Stack, Text, TextInput, Title } from "@mantine/core";
import { useState } from "react";
import { useChange, useGet } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { hrefOfSubject } from "#features/audit/links.ts";
import { verbWords } from "#features/audit/words.ts";
import { DiffView } from "#ui/diff-view.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { uiMessages } from "#ui/messages.ts";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { SourceLine } from "#ui/source-line.tsx";
import { changesMessages } from "./messages.ts";

interface ChangeDrawerProps {
  /** As the address has it; undefined: closed. */
  readonly id: string | undefined;
  readonly onClose: () => void;
}

/** One change beside the list: what it changed, and the way back. */
export function ChangeDrawer({ id, onClose }: ChangeDrawerProps) {
  const text = useMessages(changesMessages);
  const ui = useMessages(uiMessages);
  const found = useGet(changeEndpoints.get, { params: { change: id ?? "" } }, { enabled: id !== undefined });
  const [asking, setAsking] = useState(false);
  return (
    <Drawer
      opened={id !== undefined}
      onClose={onClose}
      position="right"
      size="xl"
      title={text.detail}
      closeButtonProps={{ "aria-label": ui.close }}
    >
      {found.error !== null && <ProblemAlert problem={found.error.problem} />}
      {found.isLoading && <Waiting />}
      {found.data !== undefined && <ChangeView change={found.data} onUndo={() => setAsking(true)} />}
      {found.data !== undefined && asking && (
        <UndoDialog change={found.data} onClose={() => setAsking(false)} />
      )}
    </Drawer>
  );
}

function ChangeView({ change, onUndo }: { readonly change: ChangeDetail; readonly onUndo: () => void }) {
  const text = useMessages(changesMessages);
  const language = useLanguage();
  const format = useFormat();
  const { undo, diff, verb, kind, subject } = change;
  const href = hrefOfSubject({ kind, name: subject });
  return (
    <Stack gap="sm">
      <Text size="sm">
        {change.by.displayName} · {verbWords[verb]?.[language] ?? verb} ·{" "}
        {href === null ? subject : <HrefLink href={href}>{subject}</HrefLink>} · {format.dateTime(change.at)}
      </Text>
      {change.message !== "" && <Text size="sm">{change.message}</Text>}
      {change.clusters.length > 0 && (
        <Text size="sm" c="dimmed">
          {text.reaches}: {change.clusters.join(", ")}
        </Text>
      )}
      {change.source !== null && (
        <Text size="sm" c="dimmed">
          {text.source}: <SourceLine source={change.source} />
        </Text>
      )}
      {change.undoes !== null && <Text size="sm">{text.undoes}</Text>}
      {undo.sentence === "" || (!undo.possible && !undo.covered) ? (
        <Alert color="gray" title={text.cannot}>
          {undo.reason}
        </Alert>
      ) : (
        <Group>
          <Button size="xs" variant="default" onClick={onUndo}>
            {text.undo}
          </Button>
        </Group>
      )}
      <Title order={3} size="h5">
        {text.diff}
      </Title>
      {diff === "" ? (
        <Text size="sm" c="dimmed">
          {text.noDiff}
        </Text>
      ) : (
        <DiffView diff={diff} label={text.diff} />
      )}
    </Stack>
  );
}

/** What would change is seen before it is done. */
function UndoDialog({ change, onClose }: { readonly change: ChangeDetail; readonly onClose: () => void }) {
  const text = useMessages(changesMessages);
  const ui = useMessages(uiMessages);
  const { undo } = change;
  const [message, setMessage] = useState("");
  const [over, setOver] = useState(false);
  const done = useChange(changeEndpoints.undo, {
    outdates: [changeEndpoints.list, changeEndpoints.get],
    onDone: onClose,
  });
  const { covered } = undo;
  return (
    <Modal
      opened
      onClose={onClose}
      title={text.undoTitle}
      size="xl"
      closeButtonProps={{ "aria-label": ui.close }}
    >
      <Stack gap="sm">
        <Text size="sm">{undo.sentence}</Text>
        {covered && (
          <Alert color="yellow" title={text.later}>
            {undo.reason}
          </Alert>
        )}
        {undo.diff !== "" && <DiffView diff={undo.diff} label={text.undoDiff} />}
        {covered && (
          <Checkbox
            label={text.over}
            checked={over}
            onChange={({ currentTarget }) => setOver(currentTarget.checked)}
          />
        )}
        <TextInput
          label={text.message}
          value={message}
          maxLength={500}
          onChange={({ currentTarget }) => setMessage(currentTarget.value)}
        />
        {done.error !== null && <ProblemAlert problem={done.error.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {text.cancel}
          </Button>
          <Button
            color="red"
            loading={done.isPending}
            disabled={covered && !over}
            onClick={() => done.mutate({ params: { change: change.id }, body: { message, over } })}
          >
            {text.undo}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
