import { accessEndpoints, appsEndpoints, type AppView } from "@halcyon/contracts";
import { Group, Select, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { usePages } from "#api/pages.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { PagedTable } from "#ui/paged-table.tsx";
import { SearchField } from "#ui/search-field.tsx";
import { settingsMessages } from "../messages.ts";
import { policiesPage } from "../pages.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { policyMessages } from "./messages.ts";

/** What operations decided, app beside app. */
export function Page() {
  const text = useMessages(policyMessages);
  const settings = useMessages(settingsMessages);
  const { search, setSearch } = usePage(policiesPage);
  const { q, team } = search;
  const apps = usePages(appsEndpoints.list, { query: { search: q, team } });
  const teams = useGet(accessEndpoints.listTeams, { query: { limit: 1_000 } });
  const columns = useColumns();
  const filtered = q !== undefined || team !== undefined;
  return (
    <SettingsFrame at={policiesPage}>
      <Stack gap="sm" className="fill-page">
        <Text size="sm" c="dimmed">
          {text.about}
        </Text>
        <Group gap="xs" align="flex-end">
          <SearchField
            label={settings.search}
            value={q ?? ""}
            onChange={(value) => setSearch({ q: value || undefined })}
          />
          <Select
            label={text.team}
            size="xs"
            clearable
            searchable
            data={(teams.data?.items ?? []).map(({ name }) => name)}
            value={team ?? null}
            onChange={(value) => setSearch({ team: value ?? undefined })}
          />
        </Group>
        <PagedTable<AppView>
          pages={apps}
          label={text.list}
          columns={columns}
          keyOf={({ name }) => name}
          hrefOf={({ name }) => `/apps/${encodeURIComponent(name)}?tab=policy`}
          subject={JSON.stringify({ q, team })}
          nothing={filtered ? text.noMatch : text.nothing}
          nothingHint={filtered ? undefined : text.nothingHint}
        />
      </Stack>
    </SettingsFrame>
  );
}

function useColumns(): readonly Column<AppView>[] {
  const text = useMessages(policyMessages);
  return useMemo(
    () => [
      { key: "app", header: text.app, width: "minmax(110px, 1fr)", cell: ({ name }) => name },
      { key: "team", header: text.team, width: "minmax(80px, 1fr)", cell: ({ team }) => team },
      {
        key: "largestStep",
        header: text.largestStep,
        width: "minmax(80px, 120px)",
        cell: ({ policy }) => policy.largestStep ?? text.any,
      },
      {
        key: "defaultSteps",
        header: text.defaultSteps,
        width: "minmax(120px, 1fr)",
        wide: true,
        cell: ({ policy }) =>
          policy.defaultSteps === null ? text.none : [policy.defaultSteps].flat().join(", "),
      },
      {
        key: "registries",
        header: text.registries,
        width: "minmax(140px, 2fr)",
        wide: true,
        cell: ({ policy }) => policy.allowedRegistries.join(", ") || text.any,
      },
      {
        key: "namespace",
        header: text.namespace,
        width: "minmax(110px, 1fr)",
        wide: true,
        cell: ({ policy }) => policy.namespace ?? text.own,
      },
    ],
    [text],
  );
}
