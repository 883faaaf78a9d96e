/** What differs between the rooms an app runs in, and why; nothing when they are all alike. */
import { differenceEndpoints } from "@halcyon/contracts";
import { Code, Stack, Table, Text, Title } from "@mantine/core";
import { useGet } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { appsMessages } from "./messages.ts";

interface RoomDifferencesProps {
  readonly app: string;
  readonly version: number;
}

export function RoomDifferences({ app, version }: RoomDifferencesProps) {
  const text = useMessages(appsMessages);
  const found = useGet(differenceEndpoints.differences, { params: { app }, query: { version } });
  if (found.error !== null) return <ProblemAlert problem={found.error.problem} />;
  const rows = (found.data?.rooms ?? []).flatMap(({ room, differences }) =>
    differences.map((one) => ({ room, ...one })),
  );
  if (rows.length === 0) return null;
  return (
    <Stack gap="xs">
      <Title order={3} size="h6">
        {text.roomDifferences}
      </Title>
      <Table.ScrollContainer
        minWidth={520}
        type="native"
        role="region"
        aria-label={text.roomDifferences}
        tabIndex={0}
      >
        <Table verticalSpacing={6} aria-label={text.roomDifferences}>
          <Table.Thead>
            <Table.Tr>
              {[text.room, text.field, text.hereInRoom, text.elsewhere, text.why].map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(({ room, path, here, elsewhere, why, line }) => (
              <Table.Tr key={`${room} ${path} ${shown(here)}`}>
                <Table.Td>{room}</Table.Td>
                <Table.Td>
                  <Code>{path}</Code>
                </Table.Td>
                <Table.Td>{shown(here)}</Table.Td>
                <Table.Td>{shown(elsewhere)}</Table.Td>
                <Table.Td>
                  {why}
                  {line !== null && (
                    <Text span size="xs" c="dimmed">
                      {` · ${text.specLine(String(line))}`}
                    </Text>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Stack>
  );
}

function shown(value: unknown): string {
  if (value === undefined) return "–";
  return typeof value === "string" ? value : JSON.stringify(value);
}
