/** Operations' bases: chosen, changed, checked against every app, and only then stored. */
import { accessEndpoints, baseEndpoints, fleetEndpoints } from "@halcyon/contracts";
import { Select, Stack, Text } from "@mantine/core";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { basesPage } from "../pages.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { BaseDesk } from "./base-desk.tsx";
import { baseMessages } from "./messages.ts";

export function Page() {
  const text = useMessages(baseMessages);
  const { may } = useSession();
  const { search, setSearch } = usePage(basesPage);
  const teams = useGet(accessEndpoints.listTeams, { query: { limit: 1_000 } });
  const rooms = useGet(fleetEndpoints.roomList, { query: { limit: 1_000 } }, { enabled: may("fleet.read") });
  const bases = useGet(baseEndpoints.list);
  const choices = [
    { value: "organisation", label: text.organisation },
    ...(teams.data?.items ?? []).map(({ name }) => ({ value: `team:${name}`, label: text.team(name) })),
    ...(rooms.data?.items ?? []).map(({ name }) => ({ value: `room:${name}`, label: text.room(name) })),
  ];
  const chosen = choices.find(({ value }) => value === search.base) ?? choices[0];
  const latest = bases.data?.items.find(({ base }) => base === chosen?.value) ?? null;
  return (
    <SettingsFrame at={basesPage}>
      <Stack gap="sm">
        <Text size="sm" c="dimmed">
          {text.about}
        </Text>
        <Select
          label={text.which}
          size="xs"
          w={280}
          searchable
          allowDeselect={false}
          data={choices}
          value={chosen?.value ?? null}
          onChange={(value) => setSearch({ base: value ?? undefined })}
        />
        {bases.error !== null && <ProblemAlert problem={bases.error.problem} />}
        {bases.isPending && <Waiting />}
        {chosen !== undefined && bases.data !== undefined && (
          <BaseDesk
            key={`${chosen.value} ${latest?.version ?? 0}`}
            base={chosen.value}
            label={chosen.label}
            latest={latest}
          />
        )}
      </Stack>
    </SettingsFrame>
  );
}
