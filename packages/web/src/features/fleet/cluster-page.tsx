import { fleetEndpoints } from "@halcyon/contracts";
import { Alert, Group, Text } from "@mantine/core";
import { PageLink, usePage } from "#app/pages.tsx";
import { useGet, useLive } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { Meter } from "#ui/meter.tsx";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { ClusterStateBadge } from "#ui/state.tsx";
import { clustersOf } from "./cluster/standing.ts";
import { Facts, Section } from "./detail/facts.tsx";
import { eventKey, useEventColumns } from "./event/event-columns.tsx";
import { hrefOfEvent } from "./event/event-href.ts";
import "./fleet.css";
import { LiveTable } from "./list/live-table.tsx";
import { fleetMessages } from "./messages.ts";
import { hrefOfNode, nodeKey, useNodeColumns } from "./node/node-columns.tsx";
import { clusterPage, deploymentsPage, eventsPage, nodesPage, podsPage } from "./pages.ts";

/** One cluster: how it stands, its nodes, its events. */
export function Page() {
  const text = useMessages(fleetMessages);
  const format = useFormat();
  const { cluster: name } = usePage(clusterPage).params;
  const cluster = useGet(fleetEndpoints.clusterGet, { params: { cluster: name } });
  const { item } = useLive(fleetEndpoints.overviewWatch, {});
  const summary = clustersOf(item).find((one) => one.name === name);
  const filter = { cluster: name };
  const nodeColumns = useNodeColumns(false);
  const eventColumns = useEventColumns(false);
  if (cluster.error !== null) return <ProblemAlert problem={cluster.error.problem} />;
  if (cluster.data === undefined) return <Waiting />;
  const state = summary?.state ?? cluster.data.state;
  const reason = summary?.reason ?? cluster.data.reason;
  return (
    <PageFrame title={name} aside={<ClusterStateBadge state={state} reason={reason} />}>
      {reason !== "" && (
        <Alert color={state === "stale" ? "yellow" : "red"} p="xs" role="status">
          {reason}
        </Alert>
      )}
      <Section title={text.state}>
        <Facts
          facts={[
            [text.room, cluster.data.room],
            [text.version, cluster.data.version],
            [text.address, cluster.data.server],
            [text.signsInAs, cluster.data.signsInAs || text.none],
            [
              text.lastHeard,
              <Ago key="heard" at={summary === undefined ? cluster.data.lastSyncAt : summary.lastSyncAt} />,
            ],
            [text.registered, format.dateTime(cluster.data.createdAt)],
          ]}
        />
        {summary !== undefined && (
          <>
            <Group gap="lg">
              <PageLink page={nodesPage} params={{}} search={filter}>
                {text.nodes}: {format.number(summary.nodes.ready)}/{format.number(summary.nodes.total)}
              </PageLink>
              <PageLink page={podsPage} params={{}} search={filter}>
                {text.pods}: {format.number(summary.pods.ready)}/{format.number(summary.pods.total)}
                {summary.pods.failing > 0 && ` · ${format.number(summary.pods.failing)} ${text.failing}`}
              </PageLink>
              <PageLink page={deploymentsPage} params={{}} search={filter}>
                {text.deployments}: {format.number(summary.deployments.total)}
                {summary.deployments.short > 0 &&
                  ` · ${format.number(summary.deployments.short)} ${text.short}`}
              </PageLink>
              <PageLink page={eventsPage} params={{}} search={{ ...filter, q: "phase:Warning" }}>
                {text.warnings}: {format.number(summary.warnings)}
              </PageLink>
            </Group>
            <Meter
              label={text.cpu}
              part={summary.requested.cpuMilli}
              whole={summary.allocatable.cpuMilli}
              write={format.cpu}
            />
            <Meter
              label={text.memory}
              part={summary.requested.memoryBytes}
              whole={summary.allocatable.memoryBytes}
              write={format.bytes}
            />
          </>
        )}
      </Section>
      <Section title={text.nodes}>
        <div className="under-list">
          <LiveTable
            part
            endpoint={fleetEndpoints.nodeWatch}
            label={text.nodes}
            filter={filter}
            columns={nodeColumns}
            keyOf={nodeKey}
            hrefOf={hrefOfNode}
          />
        </div>
      </Section>
      <Section title={text.events}>
        <div className="under-list">
          <LiveTable
            part
            endpoint={fleetEndpoints.eventWatch}
            label={text.events}
            filter={filter}
            columns={eventColumns}
            keyOf={eventKey}
            hrefOf={hrefOfEvent}
            empty={<Text span>{text.noEvents}</Text>}
          />
        </div>
      </Section>
    </PageFrame>
  );
}
