/** Before an act: what it comes to, which way it is meant, and why. A refusal is shown here and loses nothing. */
import type { Release } from "@halcyon/contracts";
import { Button, Divider, Group, Modal, Radio, Select, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { uiMessages } from "#ui/messages.ts";
import type { Act, ActKind } from "./act.ts";
import { ActNotes, choiceLabel } from "./choice-text.tsx";
import { choicesOf } from "./choices.ts";
import { ConsequenceView } from "./consequence-view.tsx";
import { actMessages } from "./messages.ts";
import { useAct } from "./use-act.ts";

interface ActDialogProps {
  readonly release: Release;
  /** Null: closed. */
  readonly kind: ActKind | null;
  /** The target a skip is meant for, when it was chosen already. */
  readonly target?: string | undefined;
  readonly onClose: () => void;
}

const reasonOf: Readonly<Record<ActKind, "required" | "optional" | "none">> = {
  next: "none",
  finish: "none",
  hold: "required",
  resume: "optional",
  abort: "required",
  rollback: "required",
  skip: "required",
};

export function ActDialog({ release, kind, target, onClose }: ActDialogProps) {
  const text = useMessages(actMessages);
  const ui = useMessages(uiMessages);
  // While it closes it still is what it was.
  const [last, setLast] = useState(kind);
  if (kind !== null && kind !== last) setLast(kind);
  const shown = kind ?? last;
  return (
    <Modal
      opened={kind !== null}
      onClose={onClose}
      title={shown === null ? "" : titleOf(text, release, shown)}
      size="lg"
      closeButtonProps={{ "aria-label": ui.close }}
    >
      {shown !== null && <ActForm release={release} kind={shown} target={target} onClose={onClose} />}
    </Modal>
  );
}

function ActForm({ release, kind, target, onClose }: ActDialogProps & { readonly kind: ActKind }) {
  const text = useMessages(actMessages);
  const choices = choicesOf(release, kind);
  const [chosen, setChosen] = useState(target ?? "");
  const [reason, setReason] = useState("");
  const [missing, setMissing] = useState(false);
  const { ask, pending, problem } = useAct(release, onClose);
  const act = choices.find((one) => choiceLabel(text, one) === chosen) ?? choices[0];
  if (act === undefined) return null;
  const needs = reasonOf[kind];

  const submit = (event: FormEvent) => {
    event.preventDefault();
    const without = needs === "required" && reason.trim() === "";
    setMissing(without);
    if (!without) ask(act, reason.trim());
  };
  return (
    <form onSubmit={submit}>
      <Stack gap="sm">
        {choices.length > 1 && (
          <Choices kind={kind} choices={choices} value={choiceLabel(text, act)} onChange={setChosen} />
        )}
        <ConsequenceView release={release} act={act} />
        <Stack gap={2}>
          <ActNotes release={release} act={act} />
        </Stack>
        {needs !== "none" && (
          <TextInput
            label={needs === "optional" ? text.reasonOptional : text.reason}
            description={text.reasonHint}
            value={reason}
            maxLength={500}
            onChange={(event) => setReason(event.currentTarget.value)}
            error={missing && reason.trim() === "" ? text.reasonMissing : undefined}
            data-autofocus
          />
        )}
        {problem !== null && <ProblemAlert problem={problem} />}
        <Divider />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            {text.cancel}
          </Button>
          <Button
            type="submit"
            color={colourOf(act)}
            loading={pending}
            data-autofocus={needs === "none" ? true : undefined}
          >
            {submitOf(text, release, act)}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}

interface ChoicesProps {
  readonly kind: ActKind;
  readonly choices: readonly Act[];
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Choices({ kind, choices, value, onChange }: ChoicesProps) {
  const text = useMessages(actMessages);
  const labels = choices.map((one) => choiceLabel(text, one));
  if (kind === "skip")
    return (
      <Select
        label={text.skipTarget}
        data={labels}
        value={value}
        allowDeselect={false}
        onChange={(next) => onChange(next ?? value)}
      />
    );
  return (
    <Radio.Group label={text.how} value={value} onChange={onChange}>
      <Stack gap={6} mt={4}>
        {labels.map((label) => (
          <Radio key={label} value={label} label={label} />
        ))}
      </Stack>
    </Radio.Group>
  );
}

type Words = ReturnType<typeof useMessages<(typeof actMessages)["en"]>>;

function titleOf(text: Words, { id, state, direction }: Release, kind: ActKind): string {
  const titles: Readonly<Record<ActKind, (id: string) => string>> = {
    next: text.titleNext,
    finish: direction === "back" ? text.titleFinishBack : text.titleFinish,
    hold: text.titleHold,
    resume: text.titleResume,
    abort: state === "planned" || state === "approved" ? text.titleCancel : text.titleAbort,
    rollback: text.titleRollback,
    skip: text.titleSkip,
  };
  return titles[kind](id);
}

function submitOf(text: Words, { state, direction }: Release, act: Act): string {
  switch (act.kind) {
    case "next":
      return text.doNext;
    case "finish":
      return direction === "back" ? text.doFinishBack : text.doFinish;
    case "hold":
      return text.doHold;
    case "resume":
      return text.doResume;
    case "abort":
      return state === "planned" || state === "approved" ? text.doCancel : text.doAbort;
    case "rollback":
      return act.forward ? text.doForward : text.doRollback;
    case "skip":
      return text.doSkip;
  }
}

/** What cannot be taken back as it was. */
const colourOf = ({ kind }: Act) => (kind === "abort" || kind === "skip" ? "red" : "blue");
