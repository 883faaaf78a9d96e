/** Why a release does not go on by itself: gates, targets that are not where the step wants them, foreign edits. */
import type { GateStatus, Release, TargetStatus } from "@halcyon/contracts";
import { Button, Card, Code, Group, Stack, Text, Title } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { StateBadge, type Tone } from "#ui/state.tsx";
import { mayAct } from "../acts/act.ts";
import { useGateText } from "../gate-text.ts";
import { phaseNames } from "../names.ts";
import { pageMessages } from "../page-messages.ts";
import { pictureMessages } from "../picture/messages.ts";

interface WhyProps {
  readonly release: Release;
  readonly onSkip: (target: string) => void;
}

const tones: Readonly<Partial<Record<TargetStatus["phase"], Tone>>> = {
  stopped: "bad",
  unreachable: "bad",
  working: "busy",
  skipped: "idle",
};

/** What a person should look at; a target that is only under way says so in the picture. */
const troubled = ({ drift, explain, phase }: TargetStatus) =>
  phase !== "skipped" &&
  (phase === "unreachable" || phase === "stopped" || drift !== null || explain.length > 0);

export function Why({ release, onSkip }: WhyProps) {
  const text = useMessages(pageMessages);
  const targets = release.targets.filter(troubled);
  const gates = release.state === "running" && release.stepReady ? release.gates : [];
  const asked = gates.filter(({ gate }) => gate.kind !== "manual");
  if (targets.length === 0 && asked.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={2} size="h5">
        {text.why}
      </Title>
      {asked.map((status, at) => (
        // oxlint-disable-next-line no-array-index-key -- gates have no other name than their place
        <GateLine key={at} status={status} />
      ))}
      {targets.map((target) => (
        <TargetWhy
          key={target.target}
          status={target}
          onSkip={mayAct(release, "skip") ? () => onSkip(target.target) : undefined}
        />
      ))}
    </Stack>
  );
}

function GateLine({ status }: { readonly status: GateStatus }) {
  const text = useMessages(pictureMessages);
  const gateText = useGateText();
  const { gate, passed, reason, since } = status;
  return (
    <Group gap="xs">
      <StateBadge tone={passed ? "good" : "busy"} label={passed ? text.gatePassed : text.gateWaits} />
      <Text size="sm" style={{ overflowWrap: "anywhere" }}>
        {gateText(gate)}
        {reason === "" ? "" : `: ${reason}`}
      </Text>
      {since !== null && (
        <Text size="xs" c="dimmed">
          <Ago at={since} />
        </Text>
      )}
    </Group>
  );
}

function TargetWhy({
  status,
  onSkip,
}: {
  readonly status: TargetStatus;
  readonly onSkip: (() => void) | undefined;
}) {
  const text = useMessages(pageMessages);
  const phases = useMessages(phaseNames);
  const { target, phase, reason, explain, drift } = status;
  return (
    <Card withBorder p="xs">
      <Group justify="space-between" gap="xs">
        <Group gap="xs">
          <Text size="sm" fw={600}>
            {target}
          </Text>
          <StateBadge tone={tones[phase] ?? "idle"} label={phases[phase]} />
        </Group>
        {phase === "unreachable" && onSkip !== undefined && (
          <Button size="compact-xs" variant="light" color="red" onClick={onSkip}>
            {text.skipThis}
          </Button>
        )}
      </Group>
      {reason !== null && reason !== drift?.what && (
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {reason}
        </Text>
      )}
      {drift !== null && (
        <Text size="sm" c="red" style={{ overflowWrap: "anywhere" }}>
          {text.drift}: {text.driftBy(drift.what, drift.who)}
          {drift.at !== null && (
            <>
              {" · "}
              <Ago at={drift.at} />
            </>
          )}
        </Text>
      )}
      {explain.length > 0 && (
        <Code block mt={6} style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
          {explain.join("\n")}
        </Code>
      )}
    </Card>
  );
}
