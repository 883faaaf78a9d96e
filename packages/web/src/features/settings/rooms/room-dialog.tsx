import { fleetEndpoints, type Room } from "@halcyon/contracts";
import { Button, Group, TextInput } from "@mantine/core";
import { useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { Consequence } from "#ui/consequence.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { uiMessages } from "#ui/messages.ts";
import { settingsMessages } from "../messages.ts";
import { addClusterPage } from "../pages.ts";
import { tellDone } from "../parts/done.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { roomMessages } from "./messages.ts";

const outdates = [fleetEndpoints.roomList, fleetEndpoints.overview];

interface RoomDialogProps {
  readonly room: Room;
  readonly onClose: () => void;
}

/** Changes a room's names, or removes it. */
export function RoomDialog({ room, onClose }: RoomDialogProps) {
  const text = useMessages(roomMessages);
  const settings = useMessages(settingsMessages);
  const ui = useMessages(uiMessages);
  const [displayName, setDisplayName] = useState(room.displayName);
  const [carrier, setCarrier] = useState(room.carrier);
  const [removing, setRemoving] = useState(false);
  const update = useChange(fleetEndpoints.roomUpdate, {
    outdates,
    onDone() {
      tellDone(settings.saved);
      onClose();
    },
  });
  const remove = useChange(fleetEndpoints.roomDelete, {
    outdates,
    onDone() {
      tellDone(text.removedNow);
      onClose();
    },
  });
  const params = { room: room.name };
  const body = { displayName: displayName.trim(), carrier: carrier.trim() };
  const changed = body.displayName !== room.displayName || body.carrier !== room.carrier;
  if (removing) {
    return (
      <Consequence
        opened
        onClose={() => setRemoving(false)}
        title={text.removeTitle(room.displayName)}
        changes={[
          text.removeOnlyName,
          ...(room.clusters.length === 0 ? [] : [text.removeHas(room.clusters.join(", "))]),
        ]}
        wayBack={text.removeBack}
        act={text.remove}
        onAct={() => remove.mutate({ params })}
        isPending={remove.isPending}
        problem={remove.error?.problem}
        disabled={room.clusters.length > 0}
      />
    );
  }
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={text.edit(room.name)}
      act={ui.save}
      ready={changed && body.displayName !== ""}
      isPending={update.isPending}
      problem={update.error?.problem}
      onSubmit={() => update.mutate({ params, body })}
    >
      <TextInput
        label={settings.displayName}
        required
        value={displayName}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
        data-autofocus
      />
      <TextInput
        label={text.carrier}
        description={text.carrierAbout}
        value={carrier}
        onChange={(event) => setCarrier(event.currentTarget.value)}
      />
      <Group justify="space-between">
        <HrefLink href={hrefOf(addClusterPage, {}, { room: room.name })}>{text.addCluster}</HrefLink>
        <Button size="compact-xs" variant="subtle" color="red" onClick={() => setRemoving(true)}>
          {text.remove}
        </Button>
      </Group>
    </FormDialog>
  );
}
