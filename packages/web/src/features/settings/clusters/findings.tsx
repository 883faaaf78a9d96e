import type { Problem } from "@halcyon/contracts";
import { Alert, Collapse, Button, Group, List, Stack, Text, ThemeIcon } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { problemText } from "#i18n/problems.ts";
import { ProblemAlert, WithCommands } from "#ui/problem-alert.tsx";
import { checkMessages } from "./check-messages.ts";
import { type Reached, reached, stages } from "./stages.ts";
import type { Check } from "./use-check.ts";

const looks: Readonly<Record<Reached, { readonly sign: string; readonly color: string }>> = {
  passed: { sign: "✓", color: "green" },
  failed: { sign: "✖", color: "red" },
  waiting: { sign: "○", color: "gray" },
};

interface FindingsProps {
  readonly check: Check;
  /** A cluster that is registered already is what is wanted: its credentials are being replaced. */
  readonly wantsKnown?: boolean;
}

/** What the check found, stage by stage, and what to do about what failed. */
export function Findings({ check, wantsKnown = false }: FindingsProps) {
  const text = useMessages(checkMessages);
  const far = reached(check);
  const problem = check.state === "bad" ? check.problem : undefined;
  const isKnown = problem?.code === "fleet_cluster_duplicate";
  return (
    <Stack gap="xs" aria-live="polite">
      {check.state === "idle" && (
        <Text size="sm" c="dimmed">
          {text.idle}
        </Text>
      )}
      {check.state === "checking" && <Text size="sm">{text.checking}</Text>}
      {far !== null && check.state !== "idle" && (
        <List size="sm" listStyleType="none" spacing={2}>
          {stages.map((stage) => {
            const last = stage === "unknown";
            const state = last && wantsKnown ? known(far.unknown) : far[stage];
            const { sign, color } = looks[state];
            return (
              <List.Item
                key={stage}
                icon={
                  <ThemeIcon
                    size={18}
                    variant="transparent"
                    color={color}
                    aria-label={text[state]}
                    role="img"
                  >
                    {sign}
                  </ThemeIcon>
                }
              >
                <Text span size="sm" {...(state === "waiting" ? { c: "dimmed" } : {})}>
                  {last && wantsKnown ? text.known : text[stage]}
                </Text>
              </List.Item>
            );
          })}
        </List>
      )}
      {check.state === "good" && (
        <Alert color="green">
          {text.goodAt(check.found.server, check.found.version)}. {text.goodAs(check.found.signsInAs)}.
        </Alert>
      )}
      {problem !== undefined &&
        !(isKnown && wantsKnown) &&
        (problem.code === "fleet_cluster_permission_missing" ? (
          <MissingRights problem={problem} />
        ) : (
          <ProblemAlert problem={problem} />
        ))}
    </Stack>
  );
}

/** Where a registered cluster is wanted, being registered passes. */
function known(unknown: Reached): Reached {
  if (unknown === "waiting") return "waiting";
  return unknown === "failed" ? "passed" : "failed";
}

/** Rights can be missing by the dozen: the sentence first, all of them on demand. */
function MissingRights({ problem }: { readonly problem: Problem }) {
  const text = useMessages(checkMessages);
  const format = useFormat();
  const [all, { toggle }] = useDisclosure(false);
  const { title, hint } = problemText(problem, useLanguage());
  const missing = problem.errors ?? [];
  return (
    <Alert color="red" title={title} role="alert">
      <Stack gap="xs">
        <Text size="sm">{problem.detail}</Text>
        <Text size="sm" fw={500}>
          <WithCommands text={hint} />
        </Text>
        {missing.length > 8 && (
          <Group>
            <Button size="compact-xs" variant="light" color="red" onClick={toggle} aria-expanded={all}>
              {text.missing(format.number(missing.length))}
            </Button>
          </Group>
        )}
        <Collapse expanded={all}>
          <List size="xs">
            {missing.map(({ message }) => (
              <List.Item key={message}>{message}</List.Item>
            ))}
          </List>
        </Collapse>
      </Stack>
    </Alert>
  );
}
