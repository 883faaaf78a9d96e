/** A refusal of the server: what happened, where, what to do next. */
import type { Problem } from "@halcyon/contracts";
import { Alert, Code, List, Stack, Text } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { problemText } from "#i18n/problems.ts";
import { useLanguage } from "#i18n/language.ts";
import { uiMessages } from "./messages.ts";

export function ProblemAlert({ problem }: { readonly problem: Problem }) {
  const text = useMessages(uiMessages);
  const { title, hint } = problemText(problem, useLanguage());
  return (
    <Alert color="red" title={title} role="alert">
      <Stack gap={4}>
        <Text size="sm">
          <WithCommands text={problem.detail} />
        </Text>
        {(problem.errors ?? []).length > 0 && (
          <List size="sm">
            {(problem.errors ?? []).map((one) => (
              <List.Item key={`${one.path} ${one.message}`}>
                {one.line === undefined ? one.path : text.line(one.line)}: {one.message}
                {one.hint ? ` ${one.hint}` : ""}
              </List.Item>
            ))}
          </List>
        )}
        <Text size="sm" fw={500}>
          <WithCommands text={hint} />
        </Text>
        {problem.requestId !== undefined && (
          <Text size="xs" c="dimmed">
            {problem.code} · {problem.requestId}
          </Text>
        )}
      </Stack>
    </Alert>
  );
}

/** The server writes commands between backticks. */
export function WithCommands({ text }: { readonly text: string }) {
  return text.split("`").map((part, index) =>
    index % 2 === 0 ? (
      part
    ) : (
      // The parts of a sentence never change their places.
      // oxlint-disable-next-line no-array-index-key
      <Code key={index}>{part}</Code>
    ),
  );
}
