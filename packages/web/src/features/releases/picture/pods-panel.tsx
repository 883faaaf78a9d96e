/** The pods behind a box of the picture, old and new, live from their cluster. */
import { fleetEndpoints, type PodItem, type Release, type ReleaseInstance } from "@halcyon/contracts";
import { Drawer, Stack, Table, Text } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useState } from "react";
import { useLive } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { FreshnessNote } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { StateBadge } from "#ui/state.tsx";
import { podHref } from "../links.ts";
import type { Place } from "./box.tsx";
import { pictureMessages } from "./messages.ts";

interface PodsPanelProps {
  readonly release: Release;
  readonly instances: readonly ReleaseInstance[] | undefined;
  /** Null: closed. */
  readonly place: Place | null;
  readonly onClose: () => void;
}

const most = 1000;

export function PodsPanel({ release, instances, place, onClose }: PodsPanelProps) {
  const text = useMessages(pictureMessages);
  const narrow = useMediaQuery("(max-width: 48em)", undefined, { getInitialValueInEffect: false });
  // While it closes it still is what it was.
  const [last, setLast] = useState(place);
  if (place !== null && place !== last) setLast(place);
  const shown = place ?? last;
  return (
    <Drawer
      opened={place !== null}
      onClose={onClose}
      position={narrow ? "bottom" : "right"}
      size={narrow ? "75%" : "xl"}
      title={shown === null ? "" : text.pods(shown.target)}
      closeButtonProps={{ "aria-label": text.close }}
    >
      {shown !== null && <Pods release={release} instances={instances} place={shown} />}
    </Drawer>
  );
}

function Pods({
  release,
  instances = [],
  place,
}: {
  readonly release: Release;
  readonly instances: readonly ReleaseInstance[] | undefined;
  readonly place: Place;
}) {
  const text = useMessages(pictureMessages);
  const target = release.plan.targets.find((one) => one.target === place.target);
  const { item, problem } = useLive(
    fleetEndpoints.podWatch,
    target === undefined
      ? null
      : {
          query: {
            cluster: target.cluster,
            namespace: target.namespace,
            q: `app:${release.app}`,
            limit: most,
          },
        },
  );
  const steps = new Map(
    instances.filter((one) => one.target === place.target).map((one) => [one.name, one.step]),
  );
  const inBox = (name: string) => {
    const step = steps.get(name);
    return step !== undefined && step >= place.first && step <= place.last;
  };
  // Those of the box first, then the other new ones, then the old.
  const rank = ({ name }: PodItem) => (inBox(name) ? 0 : steps.has(name) ? 1 : 2);
  const pods = (item?.items ?? []).toSorted((a, b) => rank(a) - rank(b) || a.name.localeCompare(b.name));
  return (
    <Stack gap="xs">
      <Text size="sm" c="dimmed">
        {text.podsHint}
      </Text>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {item !== undefined && (
        <FreshnessNote clusters={item.clusters.filter(({ name }) => name === target?.cluster)} />
      )}
      {item !== undefined && pods.length === 0 && <Text size="sm">{text.noPods}</Text>}
      {pods.length > 0 && (
        <Table.ScrollContainer minWidth={480} type="native">
          <Table verticalSpacing={4}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{text.version}</Table.Th>
                <Table.Th>{text.state}</Table.Th>
                <Table.Th>{text.ip}</Table.Th>
                <Table.Th>{text.name}</Table.Th>
                <Table.Th>{text.node}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {pods.map((pod) => (
                <PodRow key={pod.uid} pod={pod} step={steps.get(pod.name)} marked={inBox(pod.name)} />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
    </Stack>
  );
}

function PodRow({
  pod,
  step,
  marked,
}: {
  readonly pod: PodItem;
  readonly step: number | undefined;
  readonly marked: boolean;
}) {
  const text = useMessages(pictureMessages);
  return (
    <Table.Tr {...(marked ? { bg: "var(--mantine-primary-color-light)" } : {})}>
      <Table.Td>{step === undefined ? text.oldVersion : text.newVersion(step)}</Table.Td>
      <Table.Td>
        <StateBadge
          tone={pod.ready ? "good" : pod.reason === "" ? "busy" : "bad"}
          label={pod.ready ? text.ready : pod.reason === "" ? pod.phase : pod.reason}
        />
      </Table.Td>
      <Table.Td ff="monospace">{pod.ip || "–"}</Table.Td>
      <Table.Td>
        <HrefLink href={podHref(pod)}>{pod.name}</HrefLink>
      </Table.Td>
      <Table.Td>{pod.node || "–"}</Table.Td>
    </Table.Tr>
  );
}
