/** One version: its spec as written, and its manifests for each cluster as they were stored. */
import { appsEndpoints } from "@halcyon/contracts";
import { Button, Group, Select, Stack, Text, Title } from "@mantine/core";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { SourceLine } from "#ui/source-line.tsx";
import { YamlView } from "#ui/yaml-view.tsx";
import { appPage } from "../feature.ts";
import { versionMessages } from "./messages.ts";
import { useExplainHover } from "./use-explain-hover.ts";

interface VersionViewProps {
  readonly app: string;
  readonly number: number;
  readonly onRestore?: () => void;
}

export function VersionView({ app, number, onRestore }: VersionViewProps) {
  const text = useMessages(versionMessages);
  const format = useFormat();
  const { search, setSearch } = usePage(appPage);
  const params = { app, version: number };
  const version = useGet(appsEndpoints.version, { params }, { staleMs: Infinity });
  const clusters = version.data?.targets.map(({ cluster }) => cluster) ?? [];
  const cluster = clusters.find((one) => one === search.part);
  const rendering = useGet(
    appsEndpoints.rendering,
    { params, query: { cluster } },
    { enabled: cluster !== undefined, staleMs: Infinity },
  );
  const hover = useExplainHover(app, number, cluster);
  const title = text.version(format.number(number));
  const error = version.error ?? rendering.error;
  const yaml = cluster === undefined ? version.data?.spec : rendering.data?.clusters[0]?.yaml;
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        <Group gap="xs">
          {onRestore !== undefined && (
            <Button size="xs" variant="default" onClick={onRestore}>
              {text.restore}
            </Button>
          )}
          <Select
            size="xs"
            w={280}
            aria-label={text.part}
            value={cluster ?? ""}
            onChange={(value) => setSearch({ part: value ?? undefined })}
            allowDeselect={false}
            data={[
              { value: "", label: text.spec },
              ...clusters.map((value) => ({ value, label: text.rendering(value) })),
            ]}
          />
        </Group>
      </Group>
      {version.data !== undefined && (
        <Text size="sm" c="dimmed">
          {version.data.author.name} · <Ago at={version.data.createdAt} />
          {version.data.message === "" ? "" : ` · ${version.data.message}`}
        </Text>
      )}
      {version.data !== undefined && version.data.source !== null && (
        <Text size="sm" c="dimmed">
          {text.source}: <SourceLine source={version.data.source} />
        </Text>
      )}
      {error !== null && <ProblemAlert problem={error.problem} />}
      {yaml === undefined ? (
        error === null && <Waiting />
      ) : (
        <YamlView
          value={yaml}
          extensions={hover}
          label={`${app}: ${title}, ${cluster === undefined ? text.spec : text.rendering(cluster)}`}
        />
      )}
    </Stack>
  );
}
