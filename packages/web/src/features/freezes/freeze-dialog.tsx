import { type Freeze, releaseEndpoints } from "@halcyon/contracts";
import { Button, Group, Modal, Select, Stack, Text, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { useNow } from "#ui/ago.tsx";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { freezesMessages } from "./messages.ts";

interface FreezeDialogProps {
  readonly opened: boolean;
  readonly onClose: () => void;
}

export function FreezeDialog({ opened, onClose }: FreezeDialogProps) {
  const text = useMessages(freezesMessages);
  const ui = useMessages(uiMessages);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      title={text.create}
      closeButtonProps={{ "aria-label": ui.close }}
    >
      {opened && <FreezeForm onClose={onClose} />}
    </Modal>
  );
}

const scopes = ["all", "team", "app"] as const satisfies readonly Freeze["scope"][];
/** A moment as the browser's own field writes it, in the person's time zone. */
const moment = (local: string) => (local === "" ? undefined : new Date(local));

function FreezeForm({ onClose }: { readonly onClose: () => void }) {
  const text = useMessages(freezesMessages);
  const [scope, setScope] = useState<Freeze["scope"]>("all");
  const [name, setName] = useState("");
  const [from, setFrom] = useState("");
  const [until, setUntil] = useState("");
  const [reason, setReason] = useState("");
  const [tried, setTried] = useState(false);
  const now = useNow();
  const create = useChange(releaseEndpoints.freeze, {
    outdates: [releaseEndpoints.freezes],
    onDone: onClose,
  });
  const [begins, ends] = [moment(from), moment(until)];
  const early = ends !== undefined && (ends.getTime() <= now || (begins !== undefined && ends <= begins));
  const untilProblem = ends === undefined ? text.untilMissing : early ? text.untilEarly : undefined;
  const nameProblem = scope !== "all" && name.trim() === "" ? text.nameMissing : undefined;
  const reasonProblem = reason.trim() === "" ? text.reasonMissing : undefined;

  const submit = (event: FormEvent) => {
    event.preventDefault();
    setTried(true);
    if (ends === undefined || [untilProblem, nameProblem, reasonProblem].some((one) => one !== undefined))
      return;
    create.mutate({
      body: {
        scope,
        ...(scope === "all" ? {} : { name: name.trim() }),
        ...(begins === undefined ? {} : { from: begins.toISOString() }),
        until: ends.toISOString(),
        reason: reason.trim(),
      },
    });
  };
  const shown = (problem: string | undefined) => (tried ? problem : undefined);
  return (
    <form onSubmit={submit} noValidate>
      <Stack gap="sm">
        <Text size="sm">{text.consequence}</Text>
        <Select
          label={text.scope}
          value={scope}
          allowDeselect={false}
          data={scopes.map((value) => ({ value, label: text[value] }))}
          onChange={(value) => setScope(scopes.find((one) => one === value) ?? "all")}
        />
        {scope !== "all" && (
          <TextInput
            label={text.name}
            value={name}
            autoCapitalize="none"
            error={shown(nameProblem)}
            onChange={(event) => setName(event.currentTarget.value)}
          />
        )}
        <Group grow align="flex-start">
          <TextInput
            type="datetime-local"
            label={text.from}
            description={text.fromHint}
            value={from}
            onChange={(event) => setFrom(event.currentTarget.value)}
          />
          <TextInput
            type="datetime-local"
            label={text.until}
            description={text.untilHint}
            required
            value={until}
            error={shown(untilProblem)}
            onChange={(event) => setUntil(event.currentTarget.value)}
          />
        </Group>
        <TextInput
          label={text.reason}
          description={text.reasonHint}
          required
          maxLength={500}
          value={reason}
          error={shown(reasonProblem)}
          onChange={(event) => setReason(event.currentTarget.value)}
        />
        {create.error !== null && <ProblemAlert problem={create.error.problem} />}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.cancel}
          </Button>
          <Button type="submit" loading={create.isPending}>
            {text.create}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
