/** An app's pods as they are now, each leading to its page and its logs. */
import { type AppView, fleetEndpoints, type PodItem } from "@halcyon/contracts";
import { Button, Group, Stack, Text, Title } from "@mantine/core";
import { useMemo } from "react";
import { useLive } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { hrefOfHit } from "#actions/hits.ts";
import { Ago } from "#ui/ago.tsx";
import { type Column, DataTable } from "#ui/data-table.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { StateBadge } from "#ui/state.tsx";
import { shortImage } from "./app-health.ts";
import { appsMessages } from "./messages.ts";

interface AppPodsProps {
  readonly app: Pick<AppView, "name" | "namespace" | "targets" | "adopted">;
  /** Of this cluster only; of all when empty. */
  readonly cluster: string;
  readonly onEvery: () => void;
}

const shown = 200;
/** So many logs are read together. */
const mostLogs = 20;

export function AppPods({ app, cluster, onEvery }: AppPodsProps) {
  const text = useMessages(appsMessages);
  const format = useFormat();
  const { may } = useSession();
  const q = podsQuery(app, cluster);
  const pods = useLive(
    fleetEndpoints.podWatch,
    may("fleet.read") ? { query: { q, cluster: cluster === "" ? undefined : cluster, limit: shown } } : null,
  );
  const columns = usePodColumns(may("fleet.logs"));
  const items = pods.item?.items ?? [];
  const total = pods.item?.total ?? 0;
  return (
    <Stack gap="xs">
      <Group gap="sm">
        <Title order={2} size="h5">
          {text.pods} ({format.number(total)})
        </Title>
        {cluster !== "" && (
          <>
            <Text size="sm">{text.onlyCluster(cluster)}</Text>
            <Button size="compact-xs" variant="light" onClick={onEvery}>
              {text.everyCluster}
            </Button>
          </>
        )}
        {may("fleet.logs") && items.length > 0 && (
          <Text size="sm">
            <HrefLink href={logsHref(items.slice(0, mostLogs))}>
              {items.length > mostLogs ? text.someLogs(format.number(mostLogs)) : text.allLogs}
            </HrefLink>
          </Text>
        )}
        {total > items.length && (
          <Text size="sm">
            <HrefLink href={`/pods?${new URLSearchParams({ q, ...(cluster === "" ? {} : { cluster }) })}`}>
              {text.allPods(format.number(total))}
            </HrefLink>
          </Text>
        )}
      </Group>
      {pods.problem !== undefined && <ProblemAlert problem={pods.problem} />}
      {pods.item !== undefined && items.length === 0 && <Text size="sm">{text.noPods}</Text>}
      {items.length > 0 && (
        <DataTable
          label={text.pods}
          columns={columns}
          total={items.length}
          rowAt={(index) => items[index]}
          keyOf={({ uid }) => uid}
          hrefOf={podHref}
          height={`min(${(items.length + 1) * 34 + 2}px, 60vh)`}
        />
      )}
    </Stack>
  );
}

/** Pods of an app that was adopted do not carry Halcyon's labels; they are found by the Deployment they were made for. */
function podsQuery({ name, namespace, targets, adopted }: AppPodsProps["app"], cluster: string): string {
  if (!adopted) return `label:halcyon.dev/app=${name}`;
  const here = targets.filter((target) => cluster === "" || target.cluster === cluster);
  const [workload, ...others] = new Set(here.map((target) => target.workload));
  return `ns:=${namespace}${workload === undefined || others.length > 0 ? "" : ` owner:=${workload}`}`;
}

function podHref(pod: PodItem): string {
  return hrefOfHit({ kind: "pod", ...pod });
}

function logsHref(pods: readonly PodItem[]): string {
  const names = pods.map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`);
  return `/logs?${new URLSearchParams({ pods: names.join(",") })}`;
}

function usePodColumns(logs: boolean): readonly Column<PodItem>[] {
  const text = useMessages(appsMessages);
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: "name",
        header: text.pod,
        width: "minmax(180px, 2fr)",
        cell: (pod) => <HrefLink href={podHref(pod)}>{pod.name}</HrefLink>,
      },
      {
        key: "state",
        header: text.state,
        width: "minmax(120px, 1fr)",
        cell: (pod) => <PodState pod={pod} />,
      },
      {
        key: "cluster",
        header: text.cluster,
        width: "minmax(110px, 1fr)",
        wide: true,
        cell: (pod) => pod.cluster,
      },
      { key: "node", header: text.node, width: "minmax(110px, 1fr)", wide: true, cell: (pod) => pod.node },
      {
        key: "image",
        header: text.image,
        width: "minmax(110px, 1fr)",
        wide: true,
        cell: (pod) => <span title={pod.images.join("\n")}>{pod.images.map(shortImage).join(", ")}</span>,
      },
      {
        key: "restarts",
        header: text.restarts,
        width: "90px",
        wide: true,
        cell: (pod) => format.number(pod.restarts),
      },
      { key: "age", header: text.age, width: "110px", wide: true, cell: (pod) => <Ago at={pod.createdAt} /> },
      ...(logs
        ? [
            {
              key: "logs",
              header: text.logs,
              width: "64px",
              cell: (pod: PodItem) => <HrefLink href={logsHref([pod])}>{text.logs}</HrefLink>,
            },
          ]
        : []),
    ],
    [logs, text, format],
  );
}

function PodState({ pod }: { readonly pod: PodItem }) {
  const text = useMessages(appsMessages);
  if (pod.terminating) return <StateBadge tone="idle" label={text.terminating} />;
  if (pod.reason !== "") return <StateBadge tone="bad" label={pod.reason} />;
  if (pod.ready) return <StateBadge tone="good" label={text.podReady} />;
  return pod.phase === "Succeeded" || pod.phase === "Failed" ? (
    <StateBadge tone="idle" label={pod.phase} />
  ) : (
    <StateBadge tone="busy" label={text.podNotReady} />
  );
}
