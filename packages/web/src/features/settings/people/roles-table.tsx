import { permissions, permissionsOfRole, roles } from "@halcyon/contracts";
import { ScrollArea, Table, Text } from "@mantine/core";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { permissionWords, roleWords } from "#i18n/words.ts";
import { peopleMessages } from "./messages.ts";

/** What each role may do, made from the very table the server decides by. */
export function RolesTable() {
  const text = useMessages(peopleMessages);
  const language = useLanguage();
  return (
    <ScrollArea type="auto" tabIndex={0} aria-label={text.rolesTable}>
      <Table miw={520} verticalSpacing={4} withTableBorder>
        <Table.Thead>
          <Table.Tr>
            <Table.Th />
            {roles.map((role) => (
              <Table.Th key={role} ta="center">
                {roleWords[role][language]}
              </Table.Th>
            ))}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {permissions.map((permission) => (
            <Table.Tr key={permission}>
              <Table.Th scope="row" fw={400}>
                {permissionWords[permission][language]}
              </Table.Th>
              {roles.map((role) => {
                const holds = permissionsOfRole[role].includes(permission);
                return (
                  <Table.Td key={role} ta="center">
                    <Text
                      span
                      size="sm"
                      {...(holds ? {} : { c: "dimmed" })}
                      role="img"
                      aria-label={holds ? text.may : text.mayNot}
                    >
                      {holds ? "✓" : "–"}
                    </Text>
                  </Table.Td>
                );
              })}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </ScrollArea>
  );
}
