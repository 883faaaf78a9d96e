/** What is wrong with the text, each with what to write instead; else where the app would run. */
import { List, Stack, Text, UnstyledButton } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { useLate } from "#ui/ago.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { StateBadge } from "#ui/state.tsx";
import { specMessages } from "./messages.ts";
import type { Check } from "./use-check.ts";

interface SpecProblemsProps {
  readonly check: Check;
  readonly onGoTo: (place: { readonly line: number; readonly column: number }) => void;
}

export function SpecProblems({ check, onGoTo }: SpecProblemsProps) {
  const text = useMessages(specMessages);
  const format = useFormat();
  const { state, problems, targets, failure } = check;
  const late = useLate(state === "checking");
  if (failure !== null) return <ProblemAlert problem={failure} />;
  return (
    <Stack gap="xs">
      <div role="status">
        {state === "empty" && <Text size="sm">{text.emptySpec}</Text>}
        {late && <StateBadge tone="busy" label={text.checking} />}
        {!late && problems.length > 0 && (
          <StateBadge tone="bad" label={text.problemCount(format.number(problems.length))} />
        )}
        {state === "valid" && <StateBadge tone="good" label={text.valid} />}
      </div>
      <List listStyleType="none" spacing="xs">
        {problems.map((problem) => {
          const { path, line, column, message, hint } = problem;
          return (
            <List.Item key={`${path} ${line} ${column} ${message}`}>
              <UnstyledButton onClick={() => onGoTo({ line, column })} className="spec-problem">
                <Text size="xs" c="dimmed">
                  {text.goToLine(format.number(line))}
                  {path === "" ? "" : ` · ${path}`}
                </Text>
                <Text size="sm">{message}</Text>
                <Text size="sm" fw={500}>
                  → {hint}
                </Text>
              </UnstyledButton>
            </List.Item>
          );
        })}
      </List>
      {state === "valid" && targets.length > 0 && (
        <>
          <Text size="sm">{text.runsIn}</Text>
          <List size="sm">
            {targets.map(({ cluster, room, replicas }) => (
              <List.Item key={cluster}>{text.target(cluster, room, format.number(replicas))}</List.Item>
            ))}
          </List>
        </>
      )}
    </Stack>
  );
}
