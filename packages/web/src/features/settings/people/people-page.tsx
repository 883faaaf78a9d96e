import { accessEndpoints, type User } from "@halcyon/contracts";
import { Button, Group, Select, Stack } from "@mantine/core";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { usePages } from "#api/pages.ts";
import { useSession } from "#api/session.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { grantWords } from "#i18n/words.ts";
import { Ago } from "#ui/ago.tsx";
import type { Column } from "#ui/data-table.tsx";
import { PagedTable } from "#ui/paged-table.tsx";
import { SearchField } from "#ui/search-field.tsx";
import { StateBadge } from "#ui/state.tsx";
import { settingsMessages } from "../messages.ts";
import { peoplePage, personPage } from "../pages.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { peopleMessages } from "./messages.ts";
import { NewPerson } from "./new-person.tsx";

/** Everybody who may sign in. */
export function Page() {
  const text = useMessages(peopleMessages);
  const settings = useMessages(settingsMessages);
  const { may } = useSession();
  const { search, setSearch } = usePage(peoplePage);
  const { create, ...query } = search;
  const people = usePages(accessEndpoints.listUsers, { query });
  const teams = useGet(accessEndpoints.listTeams, { query: { limit: 1_000 } });
  const columns = useColumns();
  return (
    <SettingsFrame
      at={peoplePage}
      aside={
        may("access.write") && (
          <Button size="xs" onClick={() => setSearch({ create: "yes" })}>
            {text.create}
          </Button>
        )
      }
    >
      <Stack gap="sm" className="fill-page">
        <Group gap="xs" align="flex-end">
          <SearchField
            label={settings.search}
            value={search.q ?? ""}
            onChange={(q) => setSearch({ q: q || undefined })}
          />
          <Select
            label={text.team}
            size="xs"
            clearable
            searchable
            data={(teams.data?.items ?? []).map(({ name }) => name)}
            value={search.team ?? null}
            onChange={(team) => setSearch({ team: team ?? undefined })}
          />
        </Group>
        <PagedTable<User>
          pages={people}
          label={text.list}
          columns={columns}
          keyOf={({ id }) => id}
          hrefOf={({ name }) => hrefOf(personPage, { user: name })}
          subject={JSON.stringify(query)}
          nothing={text.nobody}
          nothingHint={text.nobodyHint}
        />
      </Stack>
      {create !== undefined && may("access.write") && (
        <NewPerson onClose={() => setSearch({ create: undefined })} />
      )}
    </SettingsFrame>
  );
}

function useColumns(): readonly Column<User>[] {
  const text = useMessages(peopleMessages);
  const settings = useMessages(settingsMessages);
  const language = useLanguage();
  return useMemo(
    () => [
      { key: "name", header: text.account, width: "minmax(100px, 1fr)", cell: ({ name }) => name },
      {
        key: "displayName",
        header: settings.displayName,
        width: "minmax(110px, 1.2fr)",
        cell: ({ displayName }) => displayName,
      },
      {
        key: "roles",
        header: text.roles,
        width: "minmax(120px, 2fr)",
        cell: ({ grants }) => grants.map((grant) => grantWords(grant, language)).join(", "),
      },
      {
        key: "state",
        header: text.state,
        width: "110px",
        wide: true,
        cell: ({ disabled }) => (
          <StateBadge tone={disabled ? "warn" : "good"} label={disabled ? text.disabled : text.active} />
        ),
      },
      {
        key: "lastSignIn",
        header: text.lastSignIn,
        width: "130px",
        wide: true,
        cell: ({ lastSignInAt }) => <Ago at={lastSignInAt} />,
      },
    ],
    [text, settings, language],
  );
}
