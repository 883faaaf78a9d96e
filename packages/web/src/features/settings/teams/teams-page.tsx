import { accessEndpoints, type Team } from "@halcyon/contracts";
import { Button, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { usePages } from "#api/pages.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { PagedTable } from "#ui/paged-table.tsx";
import { settingsMessages } from "../messages.ts";
import { teamPage, teamsPage } from "../pages.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { teamMessages } from "./messages.ts";
import { NewTeam } from "./new-team.tsx";

/** The teams that own apps. */
export function Page() {
  const text = useMessages(teamMessages);
  const { may } = useSession();
  const { search, setSearch } = usePage(teamsPage);
  const teams = usePages(accessEndpoints.listTeams);
  const columns = useColumns();
  const mayChange = may("access.write");
  return (
    <SettingsFrame
      at={teamsPage}
      aside={
        mayChange && (
          <Button size="xs" onClick={() => setSearch({ create: "yes" })}>
            {text.create}
          </Button>
        )
      }
    >
      <Stack gap="sm" className="fill-page">
        <Text size="sm" c="dimmed">
          {text.about}
        </Text>
        <PagedTable<Team>
          pages={teams}
          label={text.list}
          columns={columns}
          keyOf={({ name }) => name}
          hrefOf={({ name }) => hrefOf(teamPage, { team: name })}
          nothing={text.nothing}
          nothingHint={text.nothingHint}
        />
      </Stack>
      {search.create !== undefined && mayChange && (
        <NewTeam onClose={() => setSearch({ create: undefined })} />
      )}
    </SettingsFrame>
  );
}

function useColumns(): readonly Column<Team>[] {
  const text = useMessages(teamMessages);
  const settings = useMessages(settingsMessages);
  const format = useFormat();
  return useMemo(
    () => [
      { key: "name", header: settings.name, width: "minmax(110px, 1fr)", cell: ({ name }) => name },
      {
        key: "displayName",
        header: settings.displayName,
        width: "minmax(110px, 1.4fr)",
        cell: ({ displayName }) => displayName,
      },
      {
        key: "members",
        header: text.members,
        width: "minmax(90px, 2fr)",
        cell: ({ members }) => [...new Set(members.map(({ displayName }) => displayName))].join(", "),
      },
      {
        key: "created",
        header: settings.created,
        width: "180px",
        wide: true,
        cell: ({ createdAt }) => format.dateTime(createdAt),
      },
    ],
    [text, settings, format],
  );
}
