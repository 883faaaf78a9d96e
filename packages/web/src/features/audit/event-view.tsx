import type { AuditEvent } from "@halcyon/contracts";
import { Button, Code, Stack, Table, Text, Title } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import type { ReactNode } from "react";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { DetailTable } from "./detail-table.tsx";
import { hrefOfSubject } from "./links.ts";
import { auditMessages } from "./messages.ts";
import { kindWords, verbWords } from "./words.ts";

/** All that is known of one change. */
export function EventView({ event }: { readonly event: AuditEvent }) {
  const text = useMessages(auditMessages);
  const language = useLanguage();
  const format = useFormat();
  const [rawOpen, raw] = useDisclosure(false);
  const { actor, subject, verb } = event;
  const facts: readonly (readonly [string, ReactNode])[] = [
    [text.at, format.dateTime(event.at)],
    [text.who, `${actor.displayName} (${actor.name})`],
    [text.via, text[actor.via]],
    [
      kindWords[subject.kind]?.[language] ?? subject.kind,
      <Linked key="subject" href={hrefOfSubject(subject)}>
        {subject.name}
      </Linked>,
    ],
    [text.team, subject.team],
    [
      text.app,
      subject.app === null ? null : (
        <Linked key="app" href={hrefOfSubject({ kind: "app", name: subject.app })}>
          {subject.app}
        </Linked>
      ),
    ],
    [text.address, event.address],
    [text.request, event.requestId],
    [text.id, event.id],
  ];
  return (
    <Stack>
      <Title order={2} size="h4">
        {verbWords[verb]?.[language] ?? verb}{" "}
        <Text span size="sm" c="dimmed">
          {verb}
        </Text>
      </Title>
      <Table layout="fixed" withRowBorders={false} verticalSpacing={4}>
        <Table.Tbody>
          {facts
            .filter(([, value]) => value !== null && value !== "")
            .map(([label, value]) => (
              <Table.Tr key={label}>
                <Table.Th scope="row" w={110} fw={400} c="dimmed" ta="left">
                  {label}
                </Table.Th>
                <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
              </Table.Tr>
            ))}
        </Table.Tbody>
      </Table>
      <DetailTable detail={event.detail} />
      <Button size="compact-xs" variant="subtle" onClick={raw.toggle} aria-expanded={rawOpen} w="fit-content">
        {text.raw}
      </Button>
      {rawOpen && <Code block>{JSON.stringify(event, null, 2)}</Code>}
    </Stack>
  );
}

function Linked({ href, children }: { readonly href: string | null; readonly children: ReactNode }) {
  return href === null ? children : <HrefLink href={href}>{children}</HrefLink>;
}
