/** Parts that the pages of one object share: facts in pairs, labels, conditions, and that it is gone. */
import { Alert, Button, Code, Group, Paper, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import type { ReactNode } from "react";
import { useGo } from "#app/pages.tsx";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { StateMark } from "#ui/state.tsx";
import { fleetMessages } from "../messages.ts";

export function Section({ title, children }: { readonly title: string; readonly children: ReactNode }) {
  return (
    <Paper withBorder p="sm" component="section">
      <Stack gap="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        {children}
      </Stack>
    </Paper>
  );
}

export type Fact = readonly [name: string, value: ReactNode];

/** Names and values, in as many columns as fit. */
export function Facts({ facts }: { readonly facts: readonly Fact[] }) {
  return (
    <SimpleGrid component="dl" cols={{ base: 2, sm: 3, lg: 4 }} spacing="xs" m={0} className="facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <Text component="dt" size="xs" c="dimmed">
            {name}
          </Text>
          <Text component="dd" size="sm" m={0} className="breaks">
            {value}
          </Text>
        </div>
      ))}
    </SimpleGrid>
  );
}

/** Labels or annotations: `key=value`, long ones broken. */
export function Pairs({ pairs }: { readonly pairs: Readonly<Record<string, string>> }) {
  const text = useMessages(fleetMessages);
  const entries = Object.entries(pairs);
  if (entries.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text.none}
      </Text>
    );
  }
  return (
    <Group gap={6}>
      {entries.map(([key, value]) => (
        <Code key={key} className="breaks">
          {value === "" ? key : `${key}=${value}`}
        </Code>
      ))}
    </Group>
  );
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly reason: string;
  readonly message?: string;
  readonly since: string | null;
}

/** Conditions, those that are as they should not be marked. @param goodWhen the status that is well, by type */
export function Conditions({
  conditions,
  goodWhen,
}: {
  readonly conditions: readonly Condition[];
  readonly goodWhen: (type: string) => "True" | "False";
}) {
  const text = useMessages(fleetMessages);
  const format = useFormat();
  return (
    <Stack gap={4} component="ul" className="plain-list">
      {conditions.map(({ type, status, reason, message = "", since }) => (
        <Text key={type} component="li" size="sm" className="breaks">
          <StateMark tone={status === goodWhen(type) ? "good" : "warn"} label={`${type}: ${status}`} />{" "}
          <Text span size="sm" c="dimmed">
            {[reason, message, since === null ? "" : `${text.since} ${format.time(since)}`]
              .filter((part) => part !== "")
              .join(" · ")}
          </Text>
        </Text>
      ))}
    </Stack>
  );
}

/** In place of an object that is not there any more. */
export function Gone({ title, list }: { readonly title: string; readonly list: string }) {
  const text = useMessages(fleetMessages);
  const go = useGo();
  return (
    <Alert color="yellow" title={`${title}: ${text.gone}`} role="status">
      <Stack align="flex-start" gap="xs">
        <Text size="sm">{text.goneHint}</Text>
        <Button size="xs" variant="light" onClick={() => go(list)}>
          {text.toList}
        </Button>
      </Stack>
    </Alert>
  );
}
