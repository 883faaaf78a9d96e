import { fleetEndpoints, releaseEndpoints } from "@halcyon/contracts";
import { Code, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useMemo, useState } from "react";
import { useLive } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { createCalmOrder } from "./calm.ts";
import { overviewMessages } from "./messages.ts";
import "./overview.css";
import { ReleaseLine } from "./release-line.tsx";
import { RoomTile } from "./room-tile.tsx";
import { hasBegun, standingsOf } from "./standing.ts";
import { Summary } from "./summary.tsx";

/** Rooms as they are: in five seconds on-call knows where something is wrong. */
export function Page() {
  const text = useMessages(overviewMessages);
  const { may } = useSession();
  const { item, problem } = useLive(fleetEndpoints.overviewWatch, {});
  const open = useLive(
    releaseEndpoints.listWatch,
    may("release.read") ? { query: { open: "true", limit: 100 } } : null,
  );
  const releases = useMemo(() => open.item?.items ?? [], [open.item]);
  const [inOrder] = useState(createCalmOrder);
  const standings = useMemo(
    () => inOrder(standingsOf(item?.rooms ?? [], releases), Date.parse(item?.at ?? "")),
    [inOrder, item, releases],
  );
  const toCome = releases.filter((release) => !hasBegun(release));
  return (
    <PageFrame title={text.title}>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {open.problem !== undefined && <ProblemAlert problem={open.problem} />}
      {item === undefined && problem === undefined && <Waiting />}
      {item !== undefined && item.rooms.length === 0 && <NoRooms />}
      {standings.length > 0 && <Summary standings={standings} />}
      <SimpleGrid cols={{ base: 1, sm: 2, xl: 4 }} spacing="sm">
        {standings.map((standing) => (
          <RoomTile key={standing.room.name} standing={standing} />
        ))}
      </SimpleGrid>
      {toCome.length > 0 && item !== undefined && (
        <section>
          <Title order={2} size="h5" mb={6}>
            {text.releasesToCome}
          </Title>
          <Stack gap={4}>
            {toCome.map((release) => (
              <ReleaseLine key={release.id} release={release} room={null} />
            ))}
          </Stack>
        </section>
      )}
    </PageFrame>
  );
}

function NoRooms() {
  const text = useMessages(overviewMessages);
  return (
    <Stack gap="xs" maw={620}>
      <Title order={2} size="h4">
        {text.addRoom}
      </Title>
      <Text size="sm">{text.addRoomHint}</Text>
      <Code block>
        {
          "halcyon room create north-mobile --carrier 北方移动\nhalcyon cluster add north-mobile-1 --room north-mobile --kubeconfig FILE"
        }
      </Code>
    </Stack>
  );
}
