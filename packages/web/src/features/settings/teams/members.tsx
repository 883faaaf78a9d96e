import { accessEndpoints, type Grant, type Team } from "@halcyon/contracts";
import { Button, Table, Text } from "@mantine/core";
import { useState } from "react";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { roleWords } from "#i18n/words.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { Section } from "../parts/section.tsx";
import { RevokeGrant } from "../people/revoke-grant.tsx";
import { AddMember } from "./add-member.tsx";
import { teamMessages } from "./messages.ts";

type Member = Team["members"][number];

/** Who holds a role for the team. */
export function Members({ team }: { readonly team: Team }) {
  const text = useMessages(teamMessages);
  const language = useLanguage();
  const { may } = useSession();
  const mayChange = may("access.write");
  const [leaving, setLeaving] = useState<Member | null>(null);
  return (
    <Section title={text.members} about={text.about}>
      {team.members.length === 0 && <Text size="sm">{text.noMembers}</Text>}
      <Table verticalSpacing={4}>
        <Table.Tbody>
          {team.members.map((member) => (
            <Table.Tr key={`${member.user} ${member.role}`}>
              <Table.Td>
                {may("access.read") ? (
                  <HrefLink href={`/settings/people/${encodeURIComponent(member.user)}`}>
                    {member.displayName}
                  </HrefLink>
                ) : (
                  member.displayName
                )}{" "}
                <Text span size="xs" c="dimmed">
                  {member.user}
                </Text>
              </Table.Td>
              <Table.Td>{roleWords[member.role][language]}</Table.Td>
              {mayChange && (
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="light"
                    color="red"
                    aria-label={`${text.takeAway}: ${member.displayName}, ${roleWords[member.role][language]}`}
                    onClick={() => setLeaving(member)}
                  >
                    {text.takeAway}
                  </Button>
                </Table.Td>
              )}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {mayChange ? (
        <AddMember team={team.name} />
      ) : (
        <Text size="sm" c="dimmed">
          {text.needsDirectory}
        </Text>
      )}
      {leaving !== null && (
        <Leaving
          member={leaving}
          grant={{ role: leaving.role, team: team.name }}
          onClose={() => setLeaving(null)}
        />
      )}
    </Section>
  );
}

interface LeavingProps {
  readonly member: Member;
  readonly grant: Grant;
  readonly onClose: () => void;
}

/** Asks with all the roles the person has: what others of them give is not lost. */
function Leaving({ member, grant, onClose }: LeavingProps) {
  const asked = useGet(accessEndpoints.getUser, { params: { user: member.user } });
  if (asked.data === undefined) return null;
  return <RevokeGrant user={asked.data} grant={grant} onClose={onClose} />;
}
