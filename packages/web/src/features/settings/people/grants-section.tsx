import { accessEndpoints, type Grant, permissionsOfRole, type User } from "@halcyon/contracts";
import { Button, Collapse, Group, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { type FormEvent, useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { grantWords, permissionWords, roleWords } from "#i18n/words.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { tellDone } from "../parts/done.ts";
import { Section } from "../parts/section.tsx";
import { GrantFields } from "./grant-fields.tsx";
import { peopleMessages } from "./messages.ts";
import { RevokeGrant } from "./revoke-grant.tsx";
import { RolesTable } from "./roles-table.tsx";

interface GrantsSectionProps {
  readonly user: User;
  readonly mayChange: boolean;
}

/** The roles an account holds. */
export function GrantsSection({ user, mayChange }: GrantsSectionProps) {
  const text = useMessages(peopleMessages);
  const language = useLanguage();
  const [grant, setGrant] = useState<Grant>({ role: "developer", team: null });
  const [revoking, setRevoking] = useState<Grant | null>(null);
  const [tableOpen, table] = useDisclosure(false);
  const give = useChange(accessEndpoints.grantRole, {
    outdates: [accessEndpoints.getUser, accessEndpoints.listUsers, accessEndpoints.listTeams],
    onDone: () => tellDone(text.granted),
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    give.mutate({ params: { user: user.name }, body: grant });
  };
  return (
    <Section
      title={text.grantTitle}
      about={text.grantAbout}
      aside={
        <Button size="compact-xs" variant="subtle" onClick={table.toggle} aria-expanded={tableOpen}>
          {text.rolesTable}
        </Button>
      }
    >
      <Collapse expanded={tableOpen}>
        <RolesTable />
      </Collapse>
      {user.grants.length === 0 && <Text size="sm">{text.noGrants}</Text>}
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {user.grants.map((held) => (
            <Table.Tr key={`${held.role} ${held.team}`}>
              <Table.Td fw={600}>{roleWords[held.role][language]}</Table.Td>
              <Table.Td>{held.team ?? text.everywhere}</Table.Td>
              <Table.Td visibleFrom="sm" c="dimmed" fz="xs">
                {permissionsOfRole[held.role].map((one) => permissionWords[one][language]).join("; ")}
              </Table.Td>
              {mayChange && (
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="light"
                    color="red"
                    aria-label={`${text.revoke}: ${grantWords(held, language)}`}
                    onClick={() => setRevoking(held)}
                  >
                    {text.revoke}
                  </Button>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {mayChange && (
        <form onSubmit={submit}>
          <Group gap="xs" align="flex-end">
            <GrantFields grant={grant} onChange={setGrant} />
            <Button type="submit" size="xs" loading={give.isPending}>
              {text.grant}
            </Button>
          </Group>
        </form>
      )}
      {give.error !== null && <ProblemAlert problem={give.error.problem} />}
      <RevokeGrant user={user} grant={revoking} onClose={() => setRevoking(null)} />
    </Section>
  );
}
