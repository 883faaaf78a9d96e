/** All that is known of a pod: where it stands, its containers, conditions, events. */
import type { EventItem, PodDetail } from "@halcyon/contracts";
import { Stack, Text } from "@mantine/core";
import { PageLink } from "#app/pages.tsx";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { StateMark } from "#ui/state.tsx";
import { Conditions, type Fact, Facts, Pairs, Section } from "../detail/facts.tsx";
import { fleetMessages } from "../messages.ts";
import { clusterPage, nodePage, podsPage } from "../pages.ts";
import { ContainerCard } from "./container-card.tsx";
import { ownerHref } from "./owner.ts";
import { podMessages } from "./pod-messages.ts";

/** Which log to read. */
export interface LogChoice {
  readonly container: string;
  readonly previous: string | undefined;
}

interface PodDepthProps {
  readonly detail: PodDetail;
  /** Null when logs are not for this account. */
  readonly onLogs: ((choice: LogChoice) => void) | null;
}

export function PodDepth({ detail, onLogs }: PodDepthProps) {
  const text = useMessages(podMessages);
  const fleet = useMessages(fleetMessages);
  const { pod, message, containers, conditions, events, volumes, annotations } = detail;
  return (
    <Stack gap="sm">
      <Section title={text.state}>
        {message !== "" && (
          <Text size="sm" className="breaks">
            {message}
          </Text>
        )}
        <Facts facts={usePodFacts(detail)} />
      </Section>
      {containers.length > 0 && (
        <Section title={text.containers}>
          {containers.map((one) => (
            <ContainerCard key={one.name} container={one} onLogs={onLogs} />
          ))}
        </Section>
      )}
      {conditions.length > 0 && (
        <Section title={text.conditions}>
          <Conditions conditions={conditions} goodWhen={() => "True"} />
        </Section>
      )}
      <Section title={text.events}>
        {events.length === 0 ? (
          <Text size="sm" c="dimmed">
            {text.noEvents}
          </Text>
        ) : (
          <Events events={events} />
        )}
      </Section>
      {volumes.length > 0 && (
        <Section title={text.volumes}>
          <ul className="plain-list">
            {volumes.map((volume) => (
              <Text key={volume} component="li" size="sm" className="breaks">
                {volume}
              </Text>
            ))}
          </ul>
        </Section>
      )}
      <Section title={fleet.labels}>
        <Pairs pairs={pod.labels} />
      </Section>
      <Section title={fleet.annotations}>
        <Pairs pairs={annotations} />
      </Section>
    </Stack>
  );
}

function usePodFacts({ pod, serviceAccount, qos }: PodDetail): readonly Fact[] {
  const text = useMessages(podMessages);
  const fleet = useMessages(fleetMessages);
  const format = useFormat();
  const { cluster, namespace } = pod;
  const owner = ownerHref(pod);
  return [
    [
      fleet.cluster,
      <PageLink key="cluster" page={clusterPage} params={{ cluster }}>
        {cluster}
      </PageLink>,
    ],
    [
      fleet.namespace,
      <PageLink key="namespace" page={podsPage} params={{}} search={{ cluster, namespace }}>
        {namespace}
      </PageLink>,
    ],
    [
      fleet.node,
      pod.node === "" ? (
        fleet.none
      ) : (
        <PageLink key="node" page={nodePage} params={{ cluster, node: pod.node }}>
          {pod.node}
        </PageLink>
      ),
    ],
    [fleet.ip, pod.ip || fleet.none],
    [text.hostIp, pod.hostIp || fleet.none],
    [text.phase, pod.phase],
    [fleet.restarts, format.number(pod.restarts)],
    [
      fleet.owner,
      owner === null ? (
        pod.ownerName === "" ? (
          fleet.none
        ) : (
          `${pod.ownerKind} ${pod.ownerName}`
        )
      ) : (
        <HrefLink key="owner" href={owner}>
          {pod.ownerKind} {pod.ownerName}
        </HrefLink>
      ),
    ],
    [fleet.app, pod.app || fleet.none],
    [text.serviceAccount, serviceAccount || fleet.none],
    [text.qos, qos || fleet.none],
    [text.readySince, pod.readySince === null ? fleet.none : <Ago key="ready" at={pod.readySince} />],
    [fleet.created, format.dateTime(pod.createdAt)],
    [text.uid, pod.uid],
  ];
}

function Events({ events }: { readonly events: readonly EventItem[] }) {
  const fleet = useMessages(fleetMessages);
  return (
    <ul className="plain-list">
      {events.map(({ type, reason, message, count, at }) => (
        <Text key={`${reason} ${at} ${message}`} component="li" size="sm" className="breaks">
          <StateMark
            tone={type === "Warning" ? "warn" : "idle"}
            label={count > 1 ? `${reason} ${fleet.times(String(count))}` : reason}
            title={type}
          />{" "}
          {message}{" "}
          <Text span size="xs" c="dimmed">
            <Ago at={at} />
          </Text>
        </Text>
      ))}
    </ul>
  );
}
