/** Two versions beside each other: their specs, and what they mean for each cluster. */
import { appsEndpoints } from "@halcyon/contracts";
import { Group, Select, Stack, Text, Title } from "@mantine/core";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { DiffView } from "#ui/diff-view.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { SideBySide } from "#ui/side-by-side.tsx";
import { appPage } from "../feature.ts";
import { versionMessages } from "./messages.ts";

interface VersionCompareProps {
  readonly app: string;
  readonly from: number;
  readonly to: number;
}

export function VersionCompare({ app, from, to }: VersionCompareProps) {
  const text = useMessages(versionMessages);
  const format = useFormat();
  const { search, setSearch } = usePage(appPage);
  const params = { app };
  const compared = useGet(appsEndpoints.compare, { params, query: { from, to } }, { staleMs: Infinity });
  const title = text.compared(format.number(from), format.number(to));
  const clusters = compared.data?.clusters ?? [];
  const differing = clusters.filter(({ diff }) => diff !== "").length;
  const part = clusters.find(({ cluster }) => cluster === search.part);
  return (
    <Stack gap="xs">
      <Group justify="space-between" gap="xs">
        <Title order={2} size="h5">
          {title}
        </Title>
        <Select
          size="xs"
          w={280}
          aria-label={text.part}
          value={part?.cluster ?? ""}
          onChange={(value) => setSearch({ part: value ?? undefined })}
          allowDeselect={false}
          data={[
            { value: "", label: text.spec },
            ...clusters.map(({ cluster, diff }) => ({
              value: cluster,
              label: diff === "" ? `${text.rendering(cluster)}: ${text.equal}` : text.rendering(cluster),
            })),
          ]}
        />
      </Group>
      {compared.error !== null && <ProblemAlert problem={compared.error.problem} />}
      {compared.isPending && <Waiting />}
      {compared.data !== undefined && (
        <Text size="sm" c="dimmed">
          {differing === 0
            ? text.renderingEqual
            : text.renderingDiffers(format.number(differing), format.number(clusters.length))}
        </Text>
      )}
      {compared.data !== undefined &&
        (part === undefined ? (
          <Specs app={app} from={from} to={to} />
        ) : (
          <DiffView diff={part.diff} label={`${title}: ${text.rendering(part.cluster)}`} />
        ))}
    </Stack>
  );
}

function Specs({ app, from, to }: VersionCompareProps) {
  const text = useMessages(versionMessages);
  const format = useFormat();
  const before = useGet(appsEndpoints.version, { params: { app, version: from } }, { staleMs: Infinity });
  const after = useGet(appsEndpoints.version, { params: { app, version: to } }, { staleMs: Infinity });
  const error = before.error ?? after.error;
  if (error !== null) return <ProblemAlert problem={error.problem} />;
  if (before.data === undefined || after.data === undefined) return <Waiting />;
  return (
    <SideBySide
      before={before.data.spec}
      after={after.data.spec}
      beforeLabel={text.version(format.number(from))}
      afterLabel={text.version(format.number(to))}
    />
  );
}
