/** The words and filters a search understands, each with an example that can be taken. */
import { ActionIcon, Code, Popover, Table, Text, UnstyledButton } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { searchMessages } from "./messages.ts";

interface SyntaxTableProps {
  /** Takes an example into the search. */
  readonly onTake?: (example: string) => void;
}

const examples = [
  ["web", "word"],
  ["name:web", "name"],
  ["ns:news", "namespace"],
  ["app:frontpage", "app"],
  ["image:nginx", "image"],
  ["node:worker-1", "onNode"],
  ["owner:=frontpage", "owner"],
  ["node:=worker-1", "exact"],
  ["phase:Pending", "phase"],
  ["phase:failing", "failing"],
  ["kind:pod", "kind"],
  ["room:north-mobile", "room"],
  ["cluster:north-mobile", "cluster"],
  ["ip:10.0.1", "ip"],
  ["label:team=news", "label"],
  ["-phase:Running", "not"],
  ['image:"my image"', "quotes"],
] as const;

export function SyntaxTable({ onTake }: SyntaxTableProps) {
  const text = useMessages(searchMessages);
  return (
    <>
      <Text size="sm" mb={4}>
        {text.syntax}
      </Text>
      <Table withRowBorders={false} verticalSpacing={2} horizontalSpacing="xs">
        <Table.Tbody>
          {examples.map(([example, meaning]) => (
            <Table.Tr key={example}>
              <Table.Td>
                {onTake === undefined ? (
                  <Code>{example}</Code>
                ) : (
                  <UnstyledButton onClick={() => onTake(example)} aria-label={text.take(example)}>
                    <Code>{example}</Code>
                  </UnstyledButton>
                )}
              </Table.Td>
              <Table.Td>
                <Text size="sm">{text[meaning]}</Text>
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </>
  );
}

/** A question mark that opens the same beside a filter. */
export function SyntaxHelp() {
  const text = useMessages(searchMessages);
  return (
    <Popover width={400} position="bottom-end" withinPortal trapFocus={false}>
      <Popover.Target>
        <ActionIcon variant="default" size={30} aria-label={text.help}>
          ?
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown maw="calc(100vw - 24px)">
        <SyntaxTable />
      </Popover.Dropdown>
    </Popover>
  );
}
