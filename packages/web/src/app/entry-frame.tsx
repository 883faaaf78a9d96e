/** The frame of the pages before anybody is signed in. */
import { Anchor, Center, Group, Paper, Stack, Text, Title } from "@mantine/core";
import type { FormEvent, MouseEvent, ReactNode } from "react";
import { ColourSwitch, LanguageSwitch } from "./switches.tsx";

interface EntryFrameProps {
  readonly title: string;
  readonly about: string;
  readonly onSubmit: () => void;
  readonly children: ReactNode;
  /** The way to the other one of these pages. */
  readonly other: {
    readonly before?: string;
    readonly label: string;
    readonly href: string;
    readonly go: () => void;
  };
}

export function EntryFrame({ title, about, onSubmit, children, other }: EntryFrameProps) {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const leave = (event: MouseEvent) => {
    if (event.button !== 0 || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    other.go();
  };
  return (
    <Center mih="100dvh" p="md" component="main">
      <Paper withBorder p="lg" w={400} maw="100%">
        <form onSubmit={submit} method="post">
          <Stack>
            <Group justify="space-between" wrap="nowrap" align="flex-start">
              <Title order={1} size="h2">
                {title}
              </Title>
              <Group gap={4} wrap="nowrap">
                <LanguageSwitch />
                <ColourSwitch />
              </Group>
            </Group>
            <Text size="sm" c="dimmed">
              {about}
            </Text>
            {children}
            <Text size="sm">
              {other.before}{" "}
              <Anchor href={other.href} onClick={leave} size="sm">
                {other.label}
              </Anchor>
            </Text>
          </Stack>
        </form>
      </Paper>
    </Center>
  );
}
