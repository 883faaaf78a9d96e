import type { AuditEvent } from "@halcyon/contracts";
import { Table, Text } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { detailLines } from "./detail.ts";
import { auditMessages } from "./messages.ts";

/** The detail of a row, what was and what became of it side by side. */
export function DetailTable({ detail }: Pick<AuditEvent, "detail">) {
  const text = useMessages(auditMessages);
  const lines = detailLines(detail);
  if (lines.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {text.noDetail}
      </Text>
    );
  }
  const changes = lines.some(({ before }) => before !== undefined);
  return (
    <Table layout="fixed" withTableBorder style={{ overflowWrap: "anywhere" }}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th w="30%">{text.field}</Table.Th>
          {changes && <Table.Th>{text.before}</Table.Th>}
          <Table.Th>{changes ? text.after : text.value}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {lines.map(({ path, value, before }) => (
          <Table.Tr key={path}>
            <Table.Th scope="row" fw={400}>
              {path === "" ? text.changed : path}
            </Table.Th>
            {before !== undefined && (
              <Table.Td style={{ whiteSpace: "pre-wrap" }}>
                <Text span size="sm" c="dimmed" td={before === "—" ? "none" : "line-through"}>
                  {before}
                </Text>
              </Table.Td>
            )}
            <Table.Td colSpan={changes && before === undefined ? 2 : 1} style={{ whiteSpace: "pre-wrap" }}>
              {value}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
