import { type Release, type ReleaseState as State, releaseStates } from "@halcyon/contracts";
import { Button, Code, Group, SegmentedControl, Select, Stack, Text } from "@mantine/core";
import { useSession } from "#api/session.ts";
import { hrefOf } from "#app/feature.ts";
import { useGo, usePage } from "#app/pages.tsx";
import { useMessages } from "#i18n/messages.ts";
import { DataTable } from "#ui/data-table.tsx";
import { PageFrame } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { SearchField } from "#ui/search-field.tsx";
import { planPage, releasePage, releasesPage } from "./feature.ts";
import { releaseMessages } from "./messages.ts";
import { stateNames } from "./names.ts";
import { useReleaseColumns } from "./release-columns.tsx";
import { useReleases } from "./use-releases.ts";

/** All releases one may see: open ones first and live, the rest as one scrolls. */
export function Page() {
  const text = useMessages(releaseMessages);
  const { search } = usePage(releasesPage);
  const { may } = useSession();
  const go = useGo();
  const columns = useReleaseColumns();
  const state = releaseStates.find((one) => one === search.state);
  const open = search.open === "true" || search.open === "false" ? search.open : undefined;
  const { rows, total, onRange, problem, loading } = useReleases({
    app: search.app,
    team: search.team,
    state,
    open,
  });
  return (
    <PageFrame
      title={text.title}
      aside={may("release.write") && <Button onClick={() => go(hrefOf(planPage, {}))}>{text.plan}</Button>}
    >
      <Filters />
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <DataTable<Release>
        label={text.list}
        columns={columns}
        total={total}
        rowAt={(index) => rows[index]}
        keyOf={({ id }) => id}
        hrefOf={({ id }) => hrefOf(releasePage, { release: id })}
        onRange={onRange}
        empty={loading ? null : <Empty />}
      />
    </PageFrame>
  );
}

function Filters() {
  const text = useMessages(releaseMessages);
  const names = useMessages(stateNames);
  const { search, setSearch } = usePage(releasesPage);
  return (
    <Group gap="xs" align="flex-end">
      <SegmentedControl
        size="xs"
        aria-label={text.which}
        value={search.open ?? ""}
        onChange={(open) => setSearch({ open })}
        data={[
          { value: "", label: text.all },
          { value: "true", label: text.open },
          { value: "false", label: text.closed },
        ]}
      />
      <SearchField label={text.app} value={search.app ?? ""} onChange={(app) => setSearch({ app })} />
      <SearchField label={text.team} value={search.team ?? ""} onChange={(team) => setSearch({ team })} />
      <Select
        size="xs"
        w={170}
        clearable
        label={text.state}
        placeholder={text.any}
        value={search.state ?? null}
        onChange={(state) => setSearch({ state: state ?? undefined })}
        data={releaseStates.map((value: State) => ({ value, label: names[value] }))}
      />
    </Group>
  );
}

function Empty() {
  const text = useMessages(releaseMessages);
  const { search, setSearch } = usePage(releasesPage);
  const { may } = useSession();
  const go = useGo();
  const filtered = Object.values(search).some((value) => value !== undefined && value !== "");
  if (filtered)
    return (
      <Stack p="md" align="flex-start" gap="xs">
        <Text size="sm">{text.emptyFiltered}</Text>
        <Button
          size="xs"
          variant="default"
          onClick={() => setSearch({ app: undefined, team: undefined, state: undefined, open: undefined })}
        >
          {text.clearFilters}
        </Button>
      </Stack>
    );
  return (
    <Stack p="md" align="flex-start" gap="xs" style={{ whiteSpace: "normal" }}>
      <Text fw={600}>{text.emptyTitle}</Text>
      <Text size="sm">{text.emptyText}</Text>
      {may("release.write") && <Button onClick={() => go(hrefOf(planPage, {}))}>{text.plan}</Button>}
      <Text size="sm">{text.emptyCommand}</Text>
      <Code>halcyon release create APP --image IMAGE</Code>
    </Stack>
  );
}
