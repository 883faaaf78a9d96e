/** An app's releases, the newest first, as they go on. */
import { type AppView, releaseEndpoints } from "@halcyon/contracts";
import { Stack, Table, Text } from "@mantine/core";
import { useLive } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { appsMessages } from "./messages.ts";

const limit = 50;

export function AppReleases({ app }: { readonly app: AppView }) {
  const text = useMessages(appsMessages);
  const format = useFormat();
  const { item, problem } = useLive(releaseEndpoints.listWatch, { query: { app: app.name, limit } });
  if (problem !== undefined) return <ProblemAlert problem={problem} />;
  if (item === undefined) return <Waiting />;
  if (item.items.length === 0) return <Text size="sm">{text.noReleases}</Text>;
  return (
    <Stack gap="xs">
      <Table.ScrollContainer minWidth={620}>
        <Table verticalSpacing={6} aria-label={text.releases}>
          <Table.Thead>
            <Table.Tr>
              {[text.number, text.state, text.versionsMoved, text.author, text.created].map((head) => (
                <Table.Th key={head}>{head}</Table.Th>
              ))}
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {item.items.map((release) => (
              <Table.Tr key={release.id}>
                <Table.Td>
                  <HrefLink href={`/releases/${encodeURIComponent(release.id)}`}>
                    {app.name} #{release.number}
                  </HrefLink>
                </Table.Td>
                <Table.Td>{release.sentence}</Table.Td>
                <Table.Td>
                  {release.fromVersion === null ? "" : `${format.number(release.fromVersion)} `}→{" "}
                  {format.number(release.toVersion)}
                </Table.Td>
                <Table.Td>{release.author}</Table.Td>
                <Table.Td>
                  <Ago at={release.createdAt} />
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      {item.next !== null && (
        <Text size="xs" c="dimmed">
          {text.latestReleases(format.number(limit))}
        </Text>
      )}
    </Stack>
  );
}
