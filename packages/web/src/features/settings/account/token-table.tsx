import type { ApiToken } from "@halcyon/contracts";
import { Button, Code, ScrollArea, Stack, Table, Text } from "@mantine/core";
import type { Pages } from "#api/pages.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { accountMessages } from "./messages.ts";

interface TokenTableProps {
  readonly tokens: Pick<Pages<ApiToken>, "items" | "total" | "onRange">;
  /** Left out where it may not be done. */
  readonly onRevoke?: (token: ApiToken) => void;
}

/** Somebody's tokens: a handful, so all of them stand there. */
export function TokenTable({ tokens, onRevoke }: TokenTableProps) {
  const text = useMessages(accountMessages);
  const format = useFormat();
  if (tokens.items.length === 0) {
    return (
      <Stack gap={2}>
        <Text size="sm">{text.noTokens}</Text>
        <Text size="sm" c="dimmed">
          {text.noTokensHint}
        </Text>
      </Stack>
    );
  }
  return (
    <ScrollArea type="auto" tabIndex={0} aria-label={text.tokens}>
      <Table miw={560}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{text.tokenName}</Table.Th>
            <Table.Th>{text.prefix}</Table.Th>
            <Table.Th>{text.access}</Table.Th>
            <Table.Th>{text.lastUsed}</Table.Th>
            <Table.Th>{text.expires}</Table.Th>
            {onRevoke !== undefined && <Table.Th />}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {tokens.items.map((token) => (
            <Table.Tr key={token.id}>
              <Table.Td>{token.name}</Table.Td>
              <Table.Td>
                <Code>{token.prefix}…</Code>
              </Table.Td>
              <Table.Td>{text[token.access]}</Table.Td>
              <Table.Td>
                <Ago at={token.lastUsedAt} />
              </Table.Td>
              <Table.Td>{format.dateTime(token.expiresAt)}</Table.Td>
              {onRevoke !== undefined && (
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="light"
                    color="red"
                    aria-label={`${text.revoke}: ${token.name}`}
                    onClick={() => onRevoke(token)}
                  >
                    {text.revoke}
                  </Button>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {tokens.total > tokens.items.length && (
        <Button size="compact-xs" variant="subtle" onClick={() => tokens.onRange(0, tokens.items.length)}>
          {text.moreTokens}
        </Button>
      )}
    </ScrollArea>
  );
}
