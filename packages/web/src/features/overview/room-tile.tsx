import { Group, Paper, Stack, Text, Title } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { StateBadge } from "#ui/state.tsx";
import { ClusterPart } from "./cluster-part.tsx";
import { overviewMessages } from "./messages.ts";
import { ReleaseLine } from "./release-line.tsx";
import type { RoomStanding } from "./standing.ts";

const wordOf = { good: "well", warn: "warn", bad: "bad", idle: "noClusters" } as const;

/** One room: its clusters, and the releases that are under way in it. */
export function RoomTile({ standing }: { readonly standing: RoomStanding }) {
  const text = useMessages(overviewMessages);
  const { room, tone, releases } = standing;
  return (
    <Paper withBorder component="section" className={`room-tile ${tone}`} aria-label={room.displayName}>
      <Stack gap="sm">
        <div>
          <Group justify="space-between" gap="xs" wrap="nowrap">
            <Title order={2} size="h4" className="room-name">
              <HrefLink href={`/clusters?room=${encodeURIComponent(room.name)}`}>{room.displayName}</HrefLink>
            </Title>
            <StateBadge tone={tone} label={text[wordOf[tone]]} />
          </Group>
          <Text size="sm" c="dimmed">
            {[room.name, room.carrier].filter((part) => part !== "" && part !== room.displayName).join(" · ")}
          </Text>
        </div>
        {room.clusters.map((cluster) => (
          <ClusterPart key={cluster.name} cluster={cluster} />
        ))}
        {releases.length > 0 && (
          <div>
            <Title order={3} size="h6" mb={4}>
              {text.releases}
            </Title>
            <Stack gap={6}>
              {releases.map((release) => (
                <ReleaseLine key={release.id} release={release} room={room.name} />
              ))}
            </Stack>
          </div>
        )}
      </Stack>
    </Paper>
  );
}
