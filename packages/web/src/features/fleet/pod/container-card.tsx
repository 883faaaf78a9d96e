import type { ContainerView } from "@halcyon/contracts";
import { Button, Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { StateBadge, type Tone } from "#ui/state.tsx";
import { type Fact, Facts } from "../detail/facts.tsx";
import { fleetMessages } from "../messages.ts";
import type { LogChoice } from "./pod-depth.tsx";
import { podMessages } from "./pod-messages.ts";

interface ContainerCardProps {
  readonly container: ContainerView;
  readonly onLogs: ((choice: LogChoice) => void) | null;
}

/** One container: how it stands, how its last run ended, what it is made of. */
export function ContainerCard({ container, onLogs }: ContainerCardProps) {
  const text = useMessages(podMessages);
  const fleet = useMessages(fleetMessages);
  const format = useFormat();
  const { name, kind, state, reason, message, exitCode, since, restarts, last } = container;
  const words = [
    `${text[state]}${reason === "" ? "" : `: ${reason}`}`,
    ...(exitCode === null ? [] : [text.exit(exitCode)]),
  ];
  const listed = (texts: readonly string[]) => (texts.length === 0 ? fleet.none : texts.join(", "));
  const amounts = (of: Readonly<Record<string, string>>) =>
    listed(Object.entries(of).map(([resource, amount]) => `${resource} ${amount}`));
  const facts: Fact[] = [
    [text.image, container.image],
    [text.imageId, container.imageId || fleet.none],
    [text.ports, <Lines key="ports" texts={container.ports} />],
    [text.requests, amounts(container.requests)],
    [text.limits, amounts(container.limits)],
    [text.mounts, <Lines key="mounts" texts={container.mounts} />],
    [text.env, <Lines key="env" texts={container.env} />],
  ];
  return (
    <Paper withBorder p="xs">
      <Stack gap={6}>
        <Group gap="xs">
          <Title order={3} size="h6" className="breaks">
            {name}
          </Title>
          <Text size="xs" c="dimmed">
            {text[kind]}
          </Text>
          <StateBadge tone={toneOf(container)} label={words.join(", ")} />
          {since !== null && (
            <Text size="xs" c="dimmed">
              {text.since} {format.time(since)}
            </Text>
          )}
          {restarts > 0 && <Text size="xs">{text.restarts(format.number(restarts))}</Text>}
          {onLogs !== null && (
            <Button
              size="compact-xs"
              variant="light"
              ml="auto"
              onClick={() => onLogs({ container: name, previous: undefined })}
            >
              {text.readLogs}
            </Button>
          )}
        </Group>
        {message !== "" && (
          <Text size="sm" className="breaks">
            {message}
          </Text>
        )}
        {last !== null && (
          <Group gap="xs">
            <Text size="sm">
              {text.lastRun}: {last.reason}, {text.exit(last.exitCode)}
              {last.at !== null && `, ${format.time(last.at)}`}
            </Text>
            {onLogs !== null && (
              <Button
                size="compact-xs"
                variant="subtle"
                onClick={() => onLogs({ container: name, previous: "true" })}
              >
                {text.lastRunLog}
              </Button>
            )}
          </Group>
        )}
        {last !== null && last.message !== "" && (
          <Text size="sm" className="breaks">
            {last.message}
          </Text>
        )}
        <Facts facts={facts} />
      </Stack>
    </Paper>
  );
}

function Lines({ texts }: { readonly texts: readonly string[] }) {
  const fleet = useMessages(fleetMessages);
  if (texts.length === 0) return fleet.none;
  return (
    <ul className="plain-list">
      {texts.map((text) => (
        <li key={text}>{text}</li>
      ))}
    </ul>
  );
}

function toneOf({ kind, state, ready, exitCode, reason }: ContainerView): Tone {
  if (state === "running") return ready || kind === "init" || kind === "ephemeral" ? "good" : "warn";
  if (state === "terminated") return exitCode === 0 ? "idle" : "bad";
  if (state === "waiting")
    return reason === "" || /^(ContainerCreating|PodInitializing)$/.test(reason) ? "busy" : "bad";
  return "idle";
}
