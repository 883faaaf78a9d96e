import type { ClusterSummary } from "@halcyon/contracts";
import { Group, Text } from "@mantine/core";
import { hrefOf } from "#app/feature.ts";
import { clusterPage, deploymentsPage, eventsPage, nodesPage, podsPage } from "#features/fleet/pages.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { uiMessages } from "#ui/messages.ts";
import { Meter } from "#ui/meter.tsx";
import { ClusterStateBadge } from "#ui/state.tsx";
import { overviewMessages } from "./messages.ts";
import { Figure } from "./figure.tsx";

/** A cluster in its room's tile: whether it can be believed, and its numbers, each a way to the list behind it. */
export function ClusterPart({ cluster }: { readonly cluster: ClusterSummary }) {
  const text = useMessages(overviewMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const { name, state, reason, lastSyncAt, version, nodes, pods, deployments, warnings } = cluster;
  const { requested, allocatable } = cluster;
  const of = { cluster: name };
  const number = (value: number) => format.number(value);
  return (
    <div className={`cluster-part ${state}`}>
      <Group justify="space-between" gap="xs" wrap="nowrap">
        <Text fw={600} truncate>
          <HrefLink href={hrefOf(clusterPage, of)}>{name}</HrefLink>
        </Text>
        <ClusterStateBadge state={state} reason={reason} />
      </Group>
      <Text size="xs" c="dimmed">
        {version}
        {version !== "" && " · "}
        {text.heard} <Ago at={lastSyncAt} />
      </Text>
      {reason !== "" && (
        <Text size="sm" className="breaks cluster-reason">
          {reason}
        </Text>
      )}
      {state !== "fresh" && (
        <Text size="xs" c="dimmed">
          {text.lastSeen}
        </Text>
      )}
      <dl className="figures">
        <Figure
          name={text.nodes}
          href={hrefOf(nodesPage, {}, of)}
          value={ui.ofAll(number(nodes.ready), number(nodes.total))}
          tone={nodes.ready < nodes.total ? "bad" : "plain"}
          note={nodes.cordoned > 0 ? text.cordoned(number(nodes.cordoned)) : ""}
        />
        <Figure
          name={text.pods}
          href={hrefOf(podsPage, {}, of)}
          value={ui.ofAll(number(pods.ready), number(pods.total))}
          tone={pods.failing > 0 ? "bad" : "plain"}
          note={[
            ...(pods.failing > 0 ? [text.failing(number(pods.failing))] : []),
            ...(pods.pending > 0 ? [text.pending(number(pods.pending))] : []),
          ].join(", ")}
        />
        <Figure
          name={text.deployments}
          href={hrefOf(deploymentsPage, {}, of)}
          value={ui.ofAll(number(deployments.short), number(deployments.total))}
          tone={deployments.short > 0 ? "bad" : "plain"}
          note=""
        />
        <Figure
          name={text.warnings}
          href={hrefOf(eventsPage, {}, { ...of, q: "phase:Warning" })}
          value={number(warnings)}
          tone={warnings > 0 ? "warn" : "plain"}
          note=""
        />
      </dl>
      <Meter label={text.cpu} part={requested.cpuMilli} whole={allocatable.cpuMilli} write={format.cpu} />
      <Meter
        label={text.memory}
        part={requested.memoryBytes}
        whole={allocatable.memoryBytes}
        write={format.bytes}
      />
    </div>
  );
}
