/** How a text differs from what runs: a dry run in each cluster, asked for by a person because it costs the clusters. */
import { appsEndpoints, type ClusterDiff, type ObjectDiff } from "@halcyon/contracts";
import { Alert, Button, Group, List, Stack, Text, Title } from "@mantine/core";
import { useState } from "react";
import { useGet } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { DiffView } from "#ui/diff-view.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { StateBadge, type Tone } from "#ui/state.tsx";
import { specMessages } from "./messages.ts";
import type { Check } from "./use-check.ts";

export function SpecRunning({ app, check }: { readonly app: string; readonly check: Check }) {
  const text = useMessages(specMessages);
  const [asked, setAsked] = useState<string | null>(null);
  const compared = useGet(
    appsEndpoints.diff,
    { params: { app }, body: { spec: asked ?? "" } },
    { enabled: asked !== null, staleMs: Infinity },
  );
  const compare = () => {
    if (asked === check.text) void compared.refetch();
    else setAsked(check.text);
  };
  const clusters = compared.data?.clusters ?? [];
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed">
        {check.state === "wrong" || check.state === "empty" ? text.needsValid : text.compareAbout}
      </Text>
      <Group gap="sm">
        <Button size="xs" onClick={compare} disabled={check.state !== "valid"} loading={compared.isFetching}>
          {asked === null ? text.compare : text.compareAgain}
        </Button>
        {asked !== null && asked !== check.text && (
          <Text size="sm" role="status">
            {text.compareOld}
          </Text>
        )}
      </Group>
      {compared.error !== null && <ProblemAlert problem={compared.error.problem} />}
      {compared.isLoading && <Waiting />}
      {clusters.length > 0 && clusters.every(({ state }) => state === "same") && (
        <Text size="sm">{text.allSame}</Text>
      )}
      {clusters.map((cluster) => (
        <Cluster key={cluster.cluster} cluster={cluster} />
      ))}
    </Stack>
  );
}

const toneOfCluster: Readonly<Record<ClusterDiff["state"], Tone>> = {
  same: "good",
  changed: "busy",
  unreachable: "bad",
  failed: "bad",
};
const toneOfChange: Readonly<Record<ObjectDiff["change"], Tone>> = {
  create: "busy",
  update: "busy",
  same: "good",
  prune: "warn",
  kept: "good",
  conflict: "bad",
  refused: "bad",
};

function Cluster({ cluster }: { readonly cluster: ClusterDiff }) {
  const text = useMessages(specMessages);
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <Title order={2} size="h6">
          {cluster.cluster}
        </Title>
        <StateBadge tone={toneOfCluster[cluster.state]} label={text[cluster.state]} />
      </Group>
      {cluster.reason !== "" && <Text size="sm">{cluster.reason}</Text>}
      {cluster.objects.map((object) => (
        <OneObject
          key={`${object.apiVersion} ${object.kind} ${object.name}`}
          object={object}
          cluster={cluster.cluster}
        />
      ))}
    </Stack>
  );
}

function OneObject({ object, cluster }: { readonly object: ObjectDiff; readonly cluster: string }) {
  const text = useMessages(specMessages);
  const { kind, name, change, diff, conflicts, reason } = object;
  return (
    <Stack gap={4}>
      <Group gap="xs">
        <Text size="sm" fw={500}>
          {kind}/{name}
        </Text>
        <StateBadge tone={toneOfChange[change]} label={text[change]} />
      </Group>
      {reason !== "" && <Text size="sm">{reason}</Text>}
      {conflicts.length > 0 && (
        <Alert color="red" p="xs">
          <Text size="sm">{text.conflictText}</Text>
          <List size="sm">
            {conflicts.map(({ manager, field }) => (
              <List.Item key={`${manager} ${field}`}>{text.conflictField(manager, field)}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      {diff !== "" && <DiffView diff={diff} label={`${cluster}: ${kind}/${name}`} />}
    </Stack>
  );
}
