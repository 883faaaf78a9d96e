import { fleetEndpoints, type Room } from "@halcyon/contracts";
import { Button, Stack, Text } from "@mantine/core";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { usePages } from "#api/pages.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { PagedTable } from "#ui/paged-table.tsx";
import { settingsMessages } from "../messages.ts";
import { clusterSettingsPage, roomsPage } from "../pages.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { roomMessages } from "./messages.ts";
import { NewRoom } from "./new-room.tsx";
import { RoomDialog } from "./room-dialog.tsx";

/** The data centres. */
export function Page() {
  const text = useMessages(roomMessages);
  const { may } = useSession();
  const { search, setSearch } = usePage(roomsPage);
  const rooms = usePages(fleetEndpoints.roomList);
  const columns = useColumns();
  const mayChange = may("fleet.write");
  const opened = rooms.items.find(({ name }) => name === search.room);
  return (
    <SettingsFrame
      at={roomsPage}
      aside={
        mayChange && (
          <Button size="xs" onClick={() => setSearch({ create: "yes" })}>
            {text.create}
          </Button>
        )
      }
    >
      <Stack gap="sm" className="fill-page">
        <Text size="sm" c="dimmed">
          {text.about}
        </Text>
        <PagedTable<Room>
          pages={rooms}
          label={text.list}
          columns={columns}
          keyOf={({ name }) => name}
          {...(mayChange ? { hrefOf: ({ name }) => hrefOf(roomsPage, {}, { room: name }) } : {})}
          nothing={text.nothing}
          nothingHint={text.nothingHint}
        />
      </Stack>
      {search.create !== undefined && mayChange && (
        <NewRoom onClose={() => setSearch({ create: undefined })} />
      )}
      {opened !== undefined && mayChange && (
        <RoomDialog key={opened.name} room={opened} onClose={() => setSearch({ room: undefined })} />
      )}
    </SettingsFrame>
  );
}

function useColumns(): readonly Column<Room>[] {
  const text = useMessages(roomMessages);
  const settings = useMessages(settingsMessages);
  return useMemo(
    () => [
      { key: "name", header: settings.name, width: "minmax(110px, 1fr)", cell: ({ name }) => name },
      {
        key: "displayName",
        header: settings.displayName,
        width: "minmax(90px, 1fr)",
        cell: ({ displayName }) => displayName,
      },
      {
        key: "carrier",
        header: text.carrier,
        width: "minmax(80px, 1fr)",
        wide: true,
        cell: ({ carrier }) => carrier,
      },
      {
        key: "clusters",
        header: text.clusters,
        width: "minmax(120px, 2fr)",
        cell: ({ clusters }) =>
          clusters.map((cluster, index) => (
            <span key={cluster}>
              {index > 0 && ", "}
              <HrefLink href={hrefOf(clusterSettingsPage, { cluster })}>{cluster}</HrefLink>
            </span>
          )),
      },
    ],
    [text, settings],
  );
}
