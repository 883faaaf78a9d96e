import { fleetEndpoints, label } from "@halcyon/contracts";
import { Alert, Button, Group, Select, SimpleGrid, Stack, TextInput } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo, usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useSecretChange } from "#api/secret.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { settingsMessages } from "../messages.ts";
import { addClusterPage, clusterSettingsPage, clustersSettingsPage, roomsPage } from "../pages.ts";
import { tellDone } from "../parts/done.ts";
import { Section } from "../parts/section.tsx";
import { useField } from "../parts/use-field.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { AccessManifest } from "./access-manifest.tsx";
import { checkMessages } from "./check-messages.ts";
import { CredentialsFields } from "./credentials-fields.tsx";
import { credentialsOf, emptyDraft } from "./draft.ts";
import { Findings } from "./findings.tsx";
import { clusterMessages } from "./messages.ts";
import { useCheck } from "./use-check.ts";

const everything = { query: { limit: 1_000 } } as const;

/** Registers a cluster: what it is signed in with, what Halcyon finds there, and what it is called. */
export function Page() {
  const text = useMessages(clusterMessages);
  const checkText = useMessages(checkMessages);
  const settings = useMessages(settingsMessages);
  const { search, setSearch } = usePage(addClusterPage);
  const go = useGo();
  const rooms = useGet(fleetEndpoints.roomList, everything);
  const clusters = useGet(fleetEndpoints.clusterList, everything);
  const [draft, setDraft] = useState(emptyDraft);
  const name = useField(label, {
    rule: settings.labelRule,
    description: `${text.nameAbout} ${settings.labelRule}`,
  });
  const credentials = credentialsOf(draft);
  const check = useCheck(credentials);
  const add = useSecretChange(fleetEndpoints.clusterAdd, {
    outdates: [fleetEndpoints.clusterList, fleetEndpoints.roomList, fleetEndpoints.overview],
    onDone(cluster) {
      setDraft(emptyDraft);
      tellDone(text.addedNow(cluster.name));
      go(hrefOf(clusterSettingsPage, { cluster: cluster.name }));
    },
  });

  const names = (rooms.data?.items ?? []).map(({ name: room, displayName }) => ({
    value: room,
    label: displayName === room ? room : `${displayName} (${room})`,
  }));
  const room = search.room ?? (names.length === 1 ? names[0]?.value : undefined);
  const taken = (clusters.data?.items ?? []).some((cluster) => cluster.name === name.value);
  const ready = credentials !== null && check.state === "good" && name.valid && !taken && room !== undefined;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void add.send({ body: { name: name.value, room, credentials } });
  };
  const lacksRights = check.state === "bad" && check.problem.code === "fleet_cluster_permission_missing";
  return (
    <SettingsFrame at={clustersSettingsPage} title={text.add}>
      <form onSubmit={submit}>
        <Stack maw={900}>
          {rooms.error !== null && <ProblemAlert problem={rooms.error.problem} />}
          {rooms.data?.items.length === 0 && (
            <Alert color="yellow">
              <Group gap="xs">
                {text.noRooms}
                <HrefLink href={hrefOf(roomsPage, {}, { create: "yes" })}>{text.addRoom}</HrefLink>
              </Group>
            </Alert>
          )}
          <Section title={text.credentials} about={text.credentialsAbout}>
            <CredentialsFields draft={draft} onChange={setDraft} />
          </Section>
          <Section title={checkText.title}>
            <Findings check={check} />
          </Section>
          <AccessManifest wanted={lacksRights} />
          <Section title={text.where}>
            <SimpleGrid cols={{ base: 1, sm: 2 }}>
              <TextInput
                label={settings.name}
                required
                autoCapitalize="none"
                spellCheck={false}
                {...name.props}
                error={taken ? text.nameTaken : name.props.error}
              />
              <Select
                label={text.room}
                required
                searchable
                allowDeselect={false}
                data={names}
                value={room ?? null}
                onChange={(value) => setSearch({ room: value ?? undefined })}
              />
            </SimpleGrid>
            {add.error !== null && <ProblemAlert problem={add.error.problem} />}
            <Button type="submit" loading={add.isPending} disabled={!ready} w="fit-content">
              {text.addAct}
            </Button>
          </Section>
        </Stack>
      </form>
    </SettingsFrame>
  );
}
