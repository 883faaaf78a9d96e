/** The manifests a text is rendered to, cluster by cluster; or how they differ from the latest version's. */
import { appsEndpoints } from "@halcyon/contracts";
import { Group, Select, Stack, Switch, Text } from "@mantine/core";
import { useState } from "react";
import { useGet } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { SideBySide } from "#ui/side-by-side.tsx";
import { YamlView } from "#ui/yaml-view.tsx";
import { specMessages } from "./messages.ts";
import type { Check } from "./use-check.ts";

interface SpecPreviewProps {
  readonly app: string | null;
  /** 0: there is none. */
  readonly latest: number;
  readonly check: Check;
  readonly cluster: string;
  readonly onCluster: (cluster: string) => void;
}

export function SpecPreview({ app, latest, check, cluster, onCluster }: SpecPreviewProps) {
  const text = useMessages(specMessages);
  const [against, setAgainst] = useState(false);
  const rendered = useGet(
    appsEndpoints.render,
    { body: { spec: check.text } },
    { enabled: check.state === "valid", keep: true, staleMs: 60_000 },
  );
  if (check.state !== "valid" && check.state !== "checking") return <Text size="sm">{text.needsValid}</Text>;
  if (rendered.error !== null) return <ProblemAlert problem={rendered.error.problem} />;
  if (rendered.data === undefined) return <Waiting />;
  const { clusters } = rendered.data;
  const chosen = clusters.find((one) => one.cluster === cluster) ?? clusters[0];
  if (chosen === undefined) return null;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Select
          size="xs"
          aria-label={text.cluster}
          value={chosen.cluster}
          onChange={(value) => onCluster(value ?? "")}
          allowDeselect={false}
          data={clusters.map((one) => one.cluster)}
        />
        {app !== null && latest > 0 && (
          <Switch
            size="sm"
            label={text.against}
            checked={against}
            onChange={(event) => setAgainst(event.currentTarget.checked)}
          />
        )}
      </Group>
      {app !== null && against ? (
        <Against app={app} latest={latest} cluster={chosen.cluster} yaml={chosen.yaml} />
      ) : (
        <YamlView value={chosen.yaml} label={`${text.preview}: ${chosen.cluster}`} />
      )}
    </Stack>
  );
}

interface AgainstProps {
  readonly app: string;
  readonly latest: number;
  readonly cluster: string;
  readonly yaml: string;
}

function Against({ app, latest, cluster, yaml }: AgainstProps) {
  const text = useMessages(specMessages);
  const format = useFormat();
  const stored = useGet(
    appsEndpoints.rendering,
    { params: { app, version: latest }, query: {} },
    { staleMs: Infinity },
  );
  if (stored.error !== null) return <ProblemAlert problem={stored.error.problem} />;
  if (stored.data === undefined) return <Waiting />;
  const before = stored.data.clusters.find((one) => one.cluster === cluster);
  return (
    <Stack gap="xs">
      {before === undefined && <Text size="sm">{text.noLatestThere}</Text>}
      <SideBySide
        before={before?.yaml ?? ""}
        after={yaml}
        beforeLabel={text.version(format.number(latest))}
        afterLabel={text.yourText}
      />
    </Stack>
  );
}
