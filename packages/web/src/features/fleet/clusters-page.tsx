import { fleetEndpoints } from "@halcyon/contracts";
import { NativeSelect, Text } from "@mantine/core";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { useLive } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { type Column, DataTable } from "#ui/data-table.tsx";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { ClusterMark } from "./cluster/cluster-mark.tsx";
import { clustersOf, type PlacedCluster } from "./cluster/standing.ts";
import "./fleet.css";
import { CellLink } from "./list/cells.tsx";
import { KindTabs } from "./list/kind-tabs.tsx";
import { requestedColumns } from "./list/requested-columns.tsx";
import { fleetMessages } from "./messages.ts";
import { clusterPage, clustersPage } from "./pages.ts";

const hrefOfCluster = ({ name }: PlacedCluster) => hrefOf(clusterPage, { cluster: name });

/** Every cluster, and how it stands. */
export function Page() {
  const text = useMessages(fleetMessages);
  const title = clustersPage.title[useLanguage()];
  const { search, setSearch } = usePage(clustersPage);
  const { item, problem } = useLive(fleetEndpoints.overviewWatch, {});
  const room = search.room ?? "";
  const all = useMemo(() => clustersOf(item), [item]);
  const shown = room === "" ? all : all.filter((cluster) => cluster.room === room);
  const columns = useClusterColumns();
  const rooms = [...new Set(all.map((cluster) => cluster.room))];
  return (
    <div className="list-page">
      <PageFrame title={title} aside={<KindTabs filter={{ room: search.room }} />}>
        <NativeSelect
          size="xs"
          maw={240}
          aria-label={text.room}
          value={room}
          data={[{ value: "", label: text.allRooms }, ...rooms]}
          onChange={(event) => setSearch({ room: event.currentTarget.value || undefined })}
        />
        {problem !== undefined && <ProblemAlert problem={problem} />}
        {item === undefined && problem === undefined && <Waiting />}
        {item !== undefined && (
          <div className="live-table-rows">
            <DataTable
              label={title}
              columns={columns}
              total={shown.length}
              rowAt={(index) => shown[index]}
              keyOf={({ name }) => name}
              hrefOf={hrefOfCluster}
              height="100%"
              empty={
                <Text c="dimmed" size="sm" p="md">
                  {all.length === 0 ? text.addCluster : text.nothingMatches}
                </Text>
              }
            />
          </div>
        )}
      </PageFrame>
    </div>
  );
}

function useClusterColumns(): readonly Column<PlacedCluster>[] {
  const text = useMessages(fleetMessages);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: "name",
        header: text.name,
        width: "minmax(130px, 1.6fr)",
        cell: (cluster) => <CellLink href={hrefOfCluster(cluster)}>{cluster.name}</CellLink>,
      },
      {
        key: "state",
        header: text.state,
        width: "minmax(110px, 1.4fr)",
        cell: (cluster) => <ClusterMark {...cluster} />,
      },
      { key: "room", header: text.room, width: "minmax(100px, 1fr)", wide: true, cell: ({ room }) => room },
      { key: "version", header: text.version, width: "90px", wide: true, cell: ({ version }) => version },
      {
        key: "nodes",
        header: text.nodes,
        width: "90px",
        cell: ({ nodes }) => `${format.number(nodes.ready)}/${format.number(nodes.total)}`,
      },
      {
        key: "pods",
        header: text.pods,
        width: "minmax(110px, 1fr)",
        wide: true,
        cell: ({ pods }) => `${format.number(pods.ready)}/${format.number(pods.total)}`,
      },
      {
        key: "failing",
        header: text.failing,
        width: "90px",
        wide: true,
        cell: ({ pods }) => format.number(pods.failing),
      },
      ...requestedColumns<PlacedCluster>(text, format),
      {
        key: "heard",
        header: text.lastHeard,
        width: "110px",
        wide: true,
        cell: ({ lastSyncAt }) => <Ago at={lastSyncAt} />,
      },
    ],
    [text, format],
  );
}
