import { type Cluster, fleetEndpoints } from "@halcyon/contracts";
import { Button, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { usePages } from "#api/pages.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { PagedTable } from "#ui/paged-table.tsx";
import { ClusterStateBadge } from "#ui/state.tsx";
import { settingsMessages } from "../messages.ts";
import { addClusterPage, clusterSettingsPage, clustersSettingsPage } from "../pages.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { clusterMessages } from "./messages.ts";
import { useFreshness } from "./use-freshness.ts";

/** The registered clusters: where they are, and as whom Halcyon signs in. */
export function Page() {
  const text = useMessages(clusterMessages);
  const { may } = useSession();
  const go = useGo();
  const clusters = usePages(fleetEndpoints.clusterList);
  const columns = useColumns();
  return (
    <SettingsFrame
      at={clustersSettingsPage}
      aside={
        may("fleet.write") && (
          <Button size="xs" onClick={() => go(hrefOf(addClusterPage, {}))}>
            {text.add}
          </Button>
        )
      }
    >
      <Stack gap="sm" className="fill-page">
        <Text size="sm" c="dimmed">
          {text.about}
        </Text>
        <PagedTable<Cluster>
          pages={clusters}
          label={text.list}
          columns={columns}
          keyOf={({ id }) => id}
          hrefOf={({ name }) => hrefOf(clusterSettingsPage, { cluster: name })}
          nothing={text.nothing}
          nothingHint={text.nothingHint}
        />
      </Stack>
    </SettingsFrame>
  );
}

function useColumns(): readonly Column<Cluster>[] {
  const text = useMessages(clusterMessages);
  const settings = useMessages(settingsMessages);
  const freshness = useFreshness();
  return useMemo(
    () => [
      { key: "name", header: settings.name, width: "minmax(110px, 1fr)", cell: ({ name }) => name },
      { key: "room", header: text.room, width: "minmax(100px, 1fr)", cell: ({ room }) => room },
      {
        key: "state",
        header: text.state,
        width: "minmax(110px, 150px)",
        cell: (cluster) => {
          const { state, reason } = freshness.get(cluster.name) ?? cluster;
          return <ClusterStateBadge state={state} reason={reason} />;
        },
      },
      { key: "version", header: text.version, width: "90px", wide: true, cell: ({ version }) => version },
      {
        key: "server",
        header: text.server,
        width: "minmax(160px, 1.4fr)",
        wide: true,
        cell: ({ server }) => server,
      },
      {
        key: "signsInAs",
        header: text.signsInAs,
        width: "minmax(120px, 1.4fr)",
        wide: true,
        cell: ({ signsInAs }) => signsInAs,
      },
    ],
    [text, settings, freshness],
  );
}
