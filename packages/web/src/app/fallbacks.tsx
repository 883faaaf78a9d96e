/** What stands where a page should: not found, not allowed, failed. */
import type { Permission } from "@halcyon/contracts";
import { Alert, Button, Code, Stack, Text, Title } from "@mantine/core";
import type { ErrorComponentProps } from "@tanstack/react-router";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { permissionWords } from "#i18n/words.ts";
import { ProblemError } from "#api/call.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { appMessages } from "./messages.ts";

export function NotFound() {
  const text = useMessages(appMessages);
  return (
    <Stack align="flex-start" p="md">
      <Title order={1}>{text.notFound}</Title>
      <Text c="dimmed">{text.notFoundHint}</Text>
      <Button component="a" href="/">
        {text.toOverview}
      </Button>
    </Stack>
  );
}

export function Forbidden({ permission }: { readonly permission: Permission }) {
  const text = useMessages(appMessages);
  const language = useLanguage();
  return (
    <Alert color="yellow" title={text.forbidden} m="md">
      {text.forbiddenHint(permission, permissionWords[permission][language])}
    </Alert>
  );
}

export function PageFailed({ error, reset }: ErrorComponentProps) {
  const text = useMessages(appMessages);
  if (error instanceof ProblemError) return <ProblemAlert problem={error.problem} />;
  return (
    <Alert color="red" title={text.failed} m="md">
      <Stack align="flex-start" gap="xs">
        <Text size="sm">{text.failedHint}</Text>
        <Code block>{error instanceof Error ? error.message : String(error)}</Code>
        <Button size="xs" variant="light" onClick={reset}>
          {text.again}
        </Button>
      </Stack>
    </Alert>
  );
}
