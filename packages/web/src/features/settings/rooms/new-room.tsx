import { fleetEndpoints, label } from "@halcyon/contracts";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { settingsMessages } from "../messages.ts";
import { tellDone } from "../parts/done.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { useField } from "../parts/use-field.ts";
import { roomMessages } from "./messages.ts";

export function NewRoom({ onClose }: { readonly onClose: () => void }) {
  const text = useMessages(roomMessages);
  const settings = useMessages(settingsMessages);
  const name = useField(label, { rule: settings.labelRule, description: settings.labelRule });
  const [displayName, setDisplayName] = useState("");
  const [carrier, setCarrier] = useState("");
  const create = useChange(fleetEndpoints.roomCreate, {
    outdates: [fleetEndpoints.roomList, fleetEndpoints.overview],
    onDone(room) {
      tellDone(text.createdNow(room.name));
      onClose();
    },
  });
  const shown = displayName.trim();
  return (
    <FormDialog
      opened
      onClose={onClose}
      title={text.create}
      act={text.createAct}
      ready={name.valid}
      isPending={create.isPending}
      problem={create.error?.problem}
      onSubmit={() =>
        create.mutate({
          body: {
            name: name.value,
            carrier: carrier.trim(),
            ...(shown === "" ? {} : { displayName: shown }),
          },
        })
      }
    >
      <TextInput
        label={settings.name}
        placeholder="north-mobile"
        required
        autoCapitalize="none"
        data-autofocus
        {...name.props}
      />
      <TextInput
        label={settings.displayName}
        description={text.displayNameAbout}
        value={displayName}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
      />
      <TextInput
        label={text.carrier}
        description={text.carrierAbout}
        value={carrier}
        onChange={(event) => setCarrier(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
