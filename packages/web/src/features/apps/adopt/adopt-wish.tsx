/** What the app is to be called, whose it is, and in which clusters it is taken over. */
import { accessEndpoints, type AdoptionWish, fleetEndpoints } from "@halcyon/contracts";
import { Button, Checkbox, Group, Select, Stack, TextInput } from "@mantine/core";
import { useState } from "react";
import { useGet } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { adoptMessages } from "./messages.ts";

interface AdoptWishProps {
  readonly chosen: { readonly cluster: string; readonly namespace: string; readonly name: string };
  readonly pending: boolean;
  readonly onPlan: (app: string, wish: AdoptionWish) => void;
}

export function AdoptWish({ chosen, pending, onPlan }: AdoptWishProps) {
  const text = useMessages(adoptMessages);
  const { cluster, namespace, name } = chosen;
  const [app, setApp] = useState(name);
  const [team, setTeam] = useState<string | null>(null);
  const [clusters, setClusters] = useState<string[]>([cluster]);
  const [helm, setHelm] = useState("");
  const teams = useGet(accessEndpoints.listTeams, { query: { limit: 1_000 } });
  const q = `ns:=${namespace} name:=${name}`;
  const alike = useGet(fleetEndpoints.deploymentList, { query: { q, limit: 100 } });
  const places = [...new Set([cluster, ...(alike.data?.items ?? []).map((one) => one.cluster)])];
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (team === null || clusters.length === 0) return;
        onPlan(app, {
          team,
          namespace,
          workload: name,
          clusters: clusters.map((one) => ({ cluster: one })),
          ...(helm === "" ? {} : { helm }),
        });
      }}
    >
      <Stack gap="xs">
        <Group gap="xs" align="flex-start">
          <TextInput label={text.app} value={app} onChange={(event) => setApp(event.currentTarget.value)} />
          <Select
            label={text.team}
            searchable
            data={(teams.data?.items ?? []).map((one) => one.name)}
            value={team}
            onChange={setTeam}
          />
          <TextInput
            label={text.helm}
            description={text.helmHint}
            value={helm}
            onChange={(event) => setHelm(event.currentTarget.value)}
          />
        </Group>
        {places.length > 1 && (
          <Checkbox.Group label={text.clusters} value={clusters} onChange={setClusters}>
            <Group gap="xs">
              {places.map((place) => (
                <Checkbox key={place} value={place} label={place} size="xs" />
              ))}
            </Group>
          </Checkbox.Group>
        )}
        <Group>
          <Button type="submit" size="xs" disabled={team === null || clusters.length === 0} loading={pending}>
            {text.plan}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
