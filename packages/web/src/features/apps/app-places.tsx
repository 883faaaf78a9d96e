/** Where an app runs: per room and cluster what is wanted and what is, and the pods. */
import type { AppView } from "@halcyon/contracts";
import { Anchor, Stack, Table, Text } from "@mantine/core";
import { usePage } from "#app/pages.tsx";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { FreshnessNote } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { type Place, placesOf, shortImage } from "./app-health.ts";
import { AppPods } from "./app-pods.tsx";
import { appPage } from "./feature.ts";
import { HealthBadge } from "./health-badge.tsx";
import { appsMessages } from "./messages.ts";
import { RoomDifferences } from "./room-differences.tsx";
import type { Deployments } from "./use-deployments.ts";

interface AppPlacesProps {
  readonly app: AppView;
  readonly deployments: Deployments;
}

export function AppPlaces({ app, deployments }: AppPlacesProps) {
  const text = useMessages(appsMessages);
  const { search, setSearch } = usePage(appPage);
  const places = placesOf(app.targets, deployments.byApp?.get(app.name) ?? []);
  const chosen = search.cluster ?? "";
  return (
    <Stack gap="md">
      {deployments.problem !== undefined && <ProblemAlert problem={deployments.problem} />}
      <FreshnessNote clusters={deployments.clusters} />
      {places.length === 0 ? (
        <Text size="sm">{text.noTargets}</Text>
      ) : (
        <Table.ScrollContainer minWidth={330}>
          <Table verticalSpacing={6} aria-label={text.places}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th visibleFrom="sm">{text.room}</Table.Th>
                <Table.Th>{text.cluster}</Table.Th>
                <Table.Th>{text.state}</Table.Th>
                <Table.Th>{text.desired}</Table.Th>
                <Table.Th visibleFrom="sm">{text.ready}</Table.Th>
                <Table.Th visibleFrom="sm">{text.updated}</Table.Th>
                <Table.Th visibleFrom="sm">{text.runningImage}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {places.map((place) => (
                <PlaceRow
                  key={place.cluster}
                  place={place}
                  images={app.latest?.images ?? []}
                  chosen={chosen === place.cluster}
                  onChoose={() => setSearch({ cluster: chosen === place.cluster ? "" : place.cluster })}
                />
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      {app.latest !== null && <RoomDifferences app={app.name} version={app.latest.number} />}
      <AppPods app={app} cluster={chosen} onEvery={() => setSearch({ cluster: "" })} />
    </Stack>
  );
}

interface PlaceRowProps {
  readonly place: Place;
  /** Of the latest version. */
  readonly images: readonly string[];
  readonly chosen: boolean;
  readonly onChoose: () => void;
}

function PlaceRow({ place, images, chosen, onChoose }: PlaceRowProps) {
  const text = useMessages(appsMessages);
  const format = useFormat();
  const { target, running, health, cluster, room } = place;
  const scaled = target?.autoscaled ?? null;
  return (
    <Table.Tr {...(chosen ? { bg: "var(--mantine-primary-color-light)" } : {})}>
      <Table.Td visibleFrom="sm">{room}</Table.Td>
      <Table.Td>
        <Anchor component="button" size="sm" ta="start" onClick={onChoose} aria-pressed={chosen}>
          {cluster}
        </Anchor>
        <Text size="xs" c="dimmed" hiddenFrom="sm">
          {running?.images.map(shortImage).join(", ")}
        </Text>
      </Table.Td>
      <Table.Td>
        <HealthBadge health={health} />
        {target === null && (
          <Text size="xs" c="dimmed">
            {text.toGo}
          </Text>
        )}
      </Table.Td>
      <Table.Td>
        {format.number(running?.replicas ?? 0)}
        {scaled !== null ? (
          <Text size="xs" c="dimmed">
            {text.autoscaled(format.number(scaled.min), format.number(scaled.max))}
          </Text>
        ) : (
          target !== null &&
          target.replicas !== (running?.replicas ?? 0) && (
            <Text size="xs" c="dimmed">
              {text.differs(format.number(target.replicas))}
            </Text>
          )
        )}
      </Table.Td>
      <Table.Td visibleFrom="sm">{format.number(running?.ready ?? 0)}</Table.Td>
      <Table.Td visibleFrom="sm">{format.number(running?.updated ?? 0)}</Table.Td>
      <Table.Td visibleFrom="sm" title={running?.images.join("\n")}>
        {running?.images.map(shortImage).join(", ")}
        {running !== null && target !== null && running.images.join() !== images.join() && (
          <Text size="xs" c="dimmed">
            {text.latestImage(images.map(shortImage).join(", "))}
          </Text>
        )}
      </Table.Td>
    </Table.Tr>
  );
}
