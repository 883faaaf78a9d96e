import { type Cluster, type ClusterSummary, fleetEndpoints } from "@halcyon/contracts";
import { Alert, Stack, Table } from "@mantine/core";
import type { ReactNode } from "react";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { ClusterStateBadge } from "#ui/state.tsx";
import { settingsMessages } from "../messages.ts";
import { clusterSettingsPage, clustersSettingsPage } from "../pages.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { AcceptRebuilt } from "./accept-rebuilt.tsx";
import { clusterMessages } from "./messages.ts";
import { RemoveCluster } from "./remove-cluster.tsx";
import { ReplaceCredentials } from "./replace-credentials.tsx";
import { useFreshness } from "./use-freshness.ts";

/** One registered cluster: its credentials, a rebuild, its removal. */
export function Page() {
  const text = useMessages(clusterMessages);
  const settings = useMessages(settingsMessages);
  const { params } = usePage(clusterSettingsPage);
  const { may } = useSession();
  const asked = useGet(fleetEndpoints.clusterGet, { params: { cluster: params.cluster } });
  const now = useFreshness().get(params.cluster);
  const cluster = asked.data;
  const mayChange = may("fleet.write");
  const state = now?.state ?? cluster?.state;
  return (
    <SettingsFrame
      at={clustersSettingsPage}
      title={params.cluster}
      aside={
        <>
          <HrefLink href={`/clusters/${encodeURIComponent(params.cluster)}`}>{text.toFleet}</HrefLink>
          {may("audit.read") && (
            <HrefLink href={`/audit?kind=cluster&subject=${encodeURIComponent(params.cluster)}`}>
              {text.changes}
            </HrefLink>
          )}
          {cluster !== undefined && mayChange && <RemoveCluster cluster={cluster} now={now} />}
        </>
      }
    >
      {asked.error !== null && <ProblemAlert problem={asked.error.problem} />}
      {asked.isPending && <Waiting />}
      {cluster !== undefined && (
        <Stack maw={900}>
          {!mayChange && <Alert>{settings.onlyReading}</Alert>}
          <Facts cluster={cluster} now={now} />
          {mayChange && state === "replaced" && <AcceptRebuilt cluster={cluster} />}
          {mayChange && <ReplaceCredentials key={cluster.id} cluster={cluster} />}
        </Stack>
      )}
    </SettingsFrame>
  );
}

interface FactsProps {
  readonly cluster: Cluster;
  readonly now: ClusterSummary | undefined;
}

function Facts({ cluster, now }: FactsProps) {
  const text = useMessages(clusterMessages);
  const settings = useMessages(settingsMessages);
  const format = useFormat();
  const { state, reason, lastSyncAt, version } = now ?? cluster;
  const counts = {
    nodes: now?.nodes.total ?? cluster.counts.nodes,
    pods: now?.pods.total ?? cluster.counts.pods,
    deployments: now?.deployments.total ?? cluster.counts.deployments,
  };
  const facts: readonly (readonly [string, ReactNode])[] = [
    [text.state, <ClusterStateBadge key="state" state={state} reason={reason} />],
    ["", reason],
    [text.freshness, <Ago key="ago" at={lastSyncAt} />],
    [text.room, cluster.room],
    [text.server, cluster.server],
    [text.signsInAs, cluster.signsInAs],
    [text.version, version],
    [
      text.counts,
      text.countsOf(
        format.number(counts.nodes),
        format.number(counts.pods),
        format.number(counts.deployments),
      ),
    ],
    [settings.created, format.dateTime(cluster.createdAt)],
  ];
  return (
    <Table withRowBorders={false} verticalSpacing={4} layout="fixed">
      <Table.Tbody>
        {facts
          .filter(([, value]) => value !== "")
          .map(([label, value]) => (
            <Table.Tr key={label}>
              <Table.Th scope="row" w={130} fw={400} c="dimmed">
                {label}
              </Table.Th>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}
