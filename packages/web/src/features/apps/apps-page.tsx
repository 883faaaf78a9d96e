/** All apps: how each stands now, which version is its latest, and the release that is under way. */
import {
  accessEndpoints,
  appsEndpoints,
  type AppView,
  driftEndpoints,
  releaseEndpoints,
} from "@halcyon/contracts";
import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { useMemo } from "react";
import { useGo, usePage } from "#app/pages.tsx";
import { hrefOf } from "#app/feature.ts";
import { useGet, useLive } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { DataTable } from "#ui/data-table.tsx";
import { FreshnessNote, PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { useTyped } from "#ui/use-typed.ts";
import { useAppColumns } from "./app-columns.tsx";
import { AppsEmpty } from "./apps-empty.tsx";
import { adoptPage, appPage, appsPage, newAppPage } from "./feature.ts";
import { appsMessages } from "./messages.ts";
import { useDeployments } from "./use-deployments.ts";

const limit = 1_000;

export function Page() {
  const text = useMessages(appsMessages);
  const format = useFormat();
  const { search, setSearch } = usePage(appsPage);
  const { team = "" } = search;
  const [q, setQ] = useTyped(search.q ?? "", (typed) => setSearch({ q: typed }));
  const { may } = useSession();
  const go = useGo();
  const all = useGet(appsEndpoints.list, { query: { limit } }, { everyMs: 30_000 });
  const narrowing = all.data?.next != null && (q !== "" || team !== "");
  const narrowed = useGet(
    appsEndpoints.list,
    { query: { limit, search: q, team } },
    { enabled: narrowing, keep: true },
  );
  const teams = useGet(accessEndpoints.listTeams, { query: { limit } }, { staleMs: 60_000 });
  const deployments = useDeployments();
  const open = useLive(
    releaseEndpoints.listWatch,
    may("release.read") ? { query: { open: "true", limit } } : null,
  );
  const releases = useMemo(() => new Map((open.item?.items ?? []).map((one) => [one.app, one])), [open.item]);

  const answer = narrowing ? (narrowed.data ?? all.data) : all.data;
  const found = (answer?.items ?? []).filter((app) => matches(app, q, team));
  const error = all.error ?? narrowed.error;
  const drift = useLive(driftEndpoints.watch, { query: { limit } });
  const drifted = useMemo(() => Map.groupBy(drift.item?.items ?? [], ({ app }) => app), [drift.item]);
  const columns = useAppColumns(deployments.byApp, releases, drifted);
  const problem = deployments.problem ?? open.problem;
  return (
    <PageFrame
      title={text.apps}
      aside={
        <Group gap="xs">
          {may("app.policy") && (
            <Button variant="light" onClick={() => go(hrefOf(adoptPage, {}))}>
              {text.adopt}
            </Button>
          )}
          {may("app.write") && <Button onClick={() => go(hrefOf(newAppPage, {}))}>{text.newApp}</Button>}
        </Group>
      }
    >
      <Group gap="xs">
        <TextInput
          value={q}
          onChange={(event) => setQ(event.currentTarget.value)}
          placeholder={text.filter}
          aria-label={text.filter}
          flex={1}
          miw={180}
        />
        <Select
          value={team}
          onChange={(value) => setSearch({ team: value ?? "" })}
          data={[
            { value: "", label: text.allTeams },
            ...teamNames(teams.data?.items ?? [], all.data?.items ?? []).map((value) => ({
              value,
              label: value,
            })),
          ]}
          aria-label={text.team}
          searchable
          allowDeselect={false}
          w={180}
        />
      </Group>
      {error !== null && <ProblemAlert problem={error.problem} />}
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <FreshnessNote clusters={deployments.clusters} />
      {answer?.next != null && (
        <Text size="sm" c="dimmed">
          {text.more(format.number(limit))}
        </Text>
      )}
      {all.isPending && <Waiting />}
      {answer !== undefined && (
        <DataTable
          label={text.apps}
          columns={columns}
          total={found.length}
          rowAt={(index) => found[index]}
          keyOf={(app) => app.name}
          hrefOf={(app) => hrefOf(appPage, { app: app.name })}
          empty={<AppsEmpty none={answer.items.length === 0 && q === "" && team === ""} />}
        />
      )}
    </PageFrame>
  );
}

function matches(app: AppView, q: string, team: string): boolean {
  if (team !== "" && app.team !== team) return false;
  const told = [app.name, app.team, app.description, ...(app.latest?.images ?? [])].join("\n").toLowerCase();
  return q
    .toLowerCase()
    .split(/\s+/)
    .every((word) => told.includes(word));
}

function teamNames(teams: readonly { name: string }[], apps: readonly AppView[]): readonly string[] {
  return [...new Set([...teams.map(({ name }) => name), ...apps.map(({ team }) => team)])].toSorted();
}
