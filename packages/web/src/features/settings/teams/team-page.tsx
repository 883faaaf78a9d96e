import { accessEndpoints, appsEndpoints } from "@halcyon/contracts";
import { Group, Stack, Text } from "@mantine/core";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { teamPage, teamsPage } from "../pages.ts";
import { Section } from "../parts/section.tsx";
import { SettingsFrame } from "../settings-frame.tsx";
import { Members } from "./members.tsx";
import { teamMessages } from "./messages.ts";
import { RemoveTeam } from "./remove-team.tsx";

/** One team: who is in it, and what it owns. */
export function Page() {
  const text = useMessages(teamMessages);
  const { params } = usePage(teamPage);
  const { may } = useSession();
  const asked = useGet(accessEndpoints.getTeam, { params: { team: params.team } });
  const apps = useGet(
    appsEndpoints.list,
    { query: { team: params.team, limit: 1_000 } },
    { enabled: may("app.read") },
  );
  const team = asked.data;
  return (
    <SettingsFrame
      at={teamsPage}
      title={team?.displayName ?? params.team}
      aside={
        <>
          {may("audit.read", params.team) && (
            <HrefLink href={`/audit?team=${encodeURIComponent(params.team)}`}>{text.changes}</HrefLink>
          )}
          {team !== undefined && may("access.write") && (
            <RemoveTeam team={team} apps={(apps.data?.items ?? []).map(({ name }) => name)} />
          )}
        </>
      }
    >
      {asked.error !== null && <ProblemAlert problem={asked.error.problem} />}
      {asked.isPending && <Waiting />}
      {team !== undefined && (
        <Stack maw={900}>
          <Members team={team} />
          <Section title={text.apps} about={text.appsAbout}>
            {apps.error !== null && <ProblemAlert problem={apps.error.problem} />}
            {apps.data?.items.length === 0 && (
              <Text size="sm" c="dimmed">
                {text.noApps}
              </Text>
            )}
            <Group gap="md">
              {(apps.data?.items ?? []).map(({ name }) => (
                <HrefLink key={name} href={`/apps/${encodeURIComponent(name)}`}>
                  {name}
                </HrefLink>
              ))}
            </Group>
          </Section>
        </Stack>
      )}
    </SettingsFrame>
  );
}
