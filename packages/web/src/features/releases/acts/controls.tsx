/** What this person may do with the release now. The next step is one click; everything else says first what it comes to. */
import type { Release } from "@halcyon/contracts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useGo } from "#app/pages.tsx";
import { hrefOf } from "#app/feature.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { editPage } from "../feature.ts";
import { type ActKind, expectedStep, mayAct } from "./act.ts";
import { ActDialog } from "./act-dialog.tsx";
import { consequenceOf } from "./consequence.ts";
import { useMoves } from "./consequence-view.tsx";
import { actMessages } from "./messages.ts";
import { useAct } from "./use-act.ts";
import { useReleaseKeys } from "./use-release-keys.ts";

/** What a person is asked about in a dialog, and of which target. */
export interface Asked {
  readonly kind: ActKind;
  readonly target?: string;
}

interface ControlsProps {
  readonly release: Release;
  readonly asked: Asked | null;
  readonly onAsk: (asked: Asked | null) => void;
}

/** Whether the next step needs nobody's second thought: the step is Ready and no gate is in the way. */
const clear = ({ gates }: Release) => gates.every(({ passed, gate }) => passed || gate.kind === "manual");

export function Controls({ release, asked, onAsk }: ControlsProps) {
  const text = useMessages(actMessages);
  const go = useGo();
  const next = useNext(release);
  useReleaseKeys(release, { next: next.go, ask: (kind) => onAsk({ kind }), busy: asked !== null });
  const has = (kind: ActKind) => mayAct(release, kind);
  const back = release.direction === "back";
  const planned = release.state === "planned" || release.state === "approved";
  return (
    <Stack gap="xs">
      <Group gap="xs" role="group" aria-label={text.controls}>
        {has("next") && (
          <Button
            onClick={next.go}
            loading={next.pending}
            variant={clear(release) ? "filled" : "light"}
            h="auto"
            mih={36}
            py={4}
          >
            <Stack gap={0} align="flex-start" style={{ whiteSpace: "normal", textAlign: "left" }}>
              <span>{next.label}</span>
              <Text span size="xs">
                {next.what}
              </Text>
            </Stack>
          </Button>
        )}
        {!has("next") && release.state === "running" && release.may.includes("hold") && (
          <Button disabled>{text.notReady}</Button>
        )}
        {has("finish") && (
          <Button variant="default" onClick={() => onAsk({ kind: "finish" })}>
            {back ? text.finishBack : text.finish}
          </Button>
        )}
        {has("resume") && (
          <Button onClick={() => onAsk({ kind: "resume" })}>
            {release.state === "stopped" ? text.putBack : text.resume}
          </Button>
        )}
        {has("hold") && (
          <Button variant="default" onClick={() => onAsk({ kind: "hold" })}>
            {text.hold}
          </Button>
        )}
        {has("rollback") && (
          <Button
            variant="default"
            leftSection={<span aria-hidden="true">{release.state === "rolled-back" ? "↪" : "↩"}</span>}
            onClick={() => onAsk({ kind: "rollback" })}
          >
            {release.state === "rolled-back" ? text.forwardAgain : text.rollback}
          </Button>
        )}
        {release.may.includes("edit") && (
          <Button variant="default" onClick={() => go(hrefOf(editPage, { release: release.id }))}>
            {text.edit}
          </Button>
        )}
        {has("skip") && release.targets.length > release.skipped.length && (
          <Button variant="subtle" color="gray" onClick={() => onAsk({ kind: "skip" })}>
            {text.skip}
          </Button>
        )}
        {has("abort") && (
          <Button variant="subtle" color="red" onClick={() => onAsk({ kind: "abort" })}>
            {planned ? text.cancelPlan : text.abort}
          </Button>
        )}
      </Group>
      {next.problem !== null && <ProblemAlert problem={next.problem} />}
      <ActDialog
        release={release}
        kind={asked?.kind ?? null}
        target={asked?.target}
        onClose={() => onAsk(null)}
      />
    </Stack>
  );
}

/** One click: it names the step it expects, so that a second one cannot release more. */
function useNext(release: Release) {
  const text = useMessages(actMessages);
  const moves = useMoves();
  const { ask, pending, problem, forget } = useAct(release, () => undefined);
  // A refusal is about the step it was asked for.
  const [at, setAt] = useState(release.position);
  if (at !== release.position) {
    setAt(release.position);
    forget();
  }
  const what = moves(consequenceOf(release, { kind: "next" }));
  const step = expectedStep(release);
  const label =
    release.state === "approved"
      ? text.startStep
      : release.direction === "forward"
        ? text.nextStep(step)
        : step === 0
          ? text.nextAll
          : text.nextBack(step);
  return { go: () => ask({ kind: "next" }), pending, problem, label, what };
}
