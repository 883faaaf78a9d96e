import { fleetEndpoints, type NodeItem } from "@halcyon/contracts";
import { Table, Text } from "@mantine/core";
import { hrefOf } from "#app/feature.ts";
import { PageLink, usePage } from "#app/pages.tsx";
import { useLive } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { FreshnessNote, PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { Conditions, Facts, Gone, Pairs, Section } from "./detail/facts.tsx";
import { eventKey, useEventColumns } from "./event/event-columns.tsx";
import "./fleet.css";
import { LiveTable } from "./list/live-table.tsx";
import { fleetMessages } from "./messages.ts";
import { NodeMark } from "./node/node-mark.tsx";
import { clusterPage, nodePage, nodesPage } from "./pages.ts";
import { hrefOfPod, podKey, usePodColumns } from "./pod/pod-columns.tsx";

/** One node: what it can give, what is asked of it, its conditions, pods and events. */
export function Page() {
  const text = useMessages(fleetMessages);
  const { cluster, node: name } = usePage(nodePage).params;
  const { item, problem } = useLive(fleetEndpoints.nodeWatch, {
    query: { cluster, q: `name:=${name}`, limit: 1 },
  });
  const podColumns = usePodColumns(false);
  const eventColumns = useEventColumns(false);
  const node = item?.items.find((one) => one.name === name);
  if (problem !== undefined) return <ProblemAlert problem={problem} />;
  if (item === undefined) return <Waiting />;
  if (node === undefined) {
    return (
      <PageFrame title={name}>
        <FreshnessNote clusters={item.clusters} />
        <Gone title={name} list={hrefOf(nodesPage, {}, { cluster })} />
      </PageFrame>
    );
  }
  return (
    <PageFrame
      title={name}
      aside={
        <Text size="sm" span>
          <NodeMark node={node} />
        </Text>
      }
    >
      <FreshnessNote clusters={item.clusters} />
      <NodeFacts node={node} />
      <Amounts node={node} />
      <Section title={text.conditions}>
        <Conditions conditions={node.conditions} goodWhen={(type) => (type === "Ready" ? "True" : "False")} />
      </Section>
      <Section title={text.pods}>
        <div className="under-list">
          <LiveTable
            part
            endpoint={fleetEndpoints.podWatch}
            label={text.podsOf(name)}
            filter={{ cluster, q: `node:=${name}` }}
            columns={podColumns}
            keyOf={podKey}
            hrefOf={hrefOfPod}
          />
        </div>
      </Section>
      <Section title={text.events}>
        <div className="under-list">
          <LiveTable
            part
            endpoint={fleetEndpoints.eventWatch}
            label={text.events}
            filter={{ cluster, q: `kind:node name:=${name}` }}
            columns={eventColumns}
            keyOf={eventKey}
          />
        </div>
      </Section>
      <Section title={text.labels}>
        <Pairs pairs={node.labels} />
      </Section>
    </PageFrame>
  );
}

function NodeFacts({ node }: { readonly node: NodeItem }) {
  const text = useMessages(fleetMessages);
  const format = useFormat();
  return (
    <Section title={text.state}>
      <Facts
        facts={[
          [
            text.cluster,
            <PageLink key="cluster" page={clusterPage} params={{ cluster: node.cluster }}>
              {node.cluster}
            </PageLink>,
          ],
          [text.room, node.room],
          [text.ip, node.ip || text.none],
          [text.kubelet, node.kubelet],
          [text.taints, node.taints.length === 0 ? text.none : node.taints.join(", ")],
          [text.created, format.dateTime(node.createdAt)],
        ]}
      />
    </Section>
  );
}

function Amounts({ node: { capacity, allocatable, requested } }: { readonly node: NodeItem }) {
  const text = useMessages(fleetMessages);
  const format = useFormat();
  const share = (part: number, whole: number) => (whole === 0 ? "" : ` · ${format.percent(part / whole)}`);
  const rows = [
    [text.cores, "cpuMilli", format.cpu],
    [text.ram, "memoryBytes", format.bytes],
    [text.podCount, "pods", format.number],
  ] as const;
  return (
    <Section title={text.capacity}>
      <Table.ScrollContainer
        minWidth={360}
        type="native"
        role="region"
        aria-label={text.capacity}
        tabIndex={0}
      >
        <Table verticalSpacing={4}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th />
              <Table.Th>{text.capacity}</Table.Th>
              <Table.Th>{text.allocatable}</Table.Th>
              <Table.Th>{text.requested}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rows.map(([name, key, write]) => (
              <Table.Tr key={key}>
                <Table.Th scope="row">{name}</Table.Th>
                <Table.Td>{write(capacity[key])}</Table.Td>
                <Table.Td>{write(allocatable[key])}</Table.Td>
                <Table.Td>
                  {write(requested[key])}
                  {share(requested[key], allocatable[key])}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Section>
  );
}
