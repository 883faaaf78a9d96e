import { accessEndpoints, label } from "@halcyon/contracts";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { settingsMessages } from "../messages.ts";
import { teamPage } from "../pages.ts";
import { tellDone } from "../parts/done.ts";
import { FormDialog } from "../parts/form-dialog.tsx";
import { useField } from "../parts/use-field.ts";
import { teamMessages } from "./messages.ts";

export function NewTeam({ onClose }: { readonly onClose: () => void }) {
  const text = useMessages(teamMessages);
  const settings = useMessages(settingsMessages);
  const go = useGo();
  const name = useField(label, { rule: settings.labelRule, description: settings.labelRule });
  const [displayName, setDisplayName] = useState("");
  const create = useChange(accessEndpoints.createTeam, {
    outdates: [accessEndpoints.listTeams],
    onDone(team) {
      tellDone(text.createdNow(team.name));
      go(hrefOf(teamPage, { team: team.name }));
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
        create.mutate({ body: { name: name.value, ...(shown === "" ? {} : { displayName: shown }) } })
      }
    >
      <TextInput label={settings.name} required autoCapitalize="none" data-autofocus {...name.props} />
      <TextInput
        label={settings.displayName}
        description={text.displayNameAbout}
        maxLength={100}
        value={displayName}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
      />
    </FormDialog>
  );
}
