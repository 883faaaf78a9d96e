import { fleetEndpoints, type PodItem } from "@halcyon/contracts";
import { Button, Text } from "@mantine/core";
import { useCallback, useMemo, useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import "./fleet.css";
import { FleetList } from "./list/list-page.tsx";
import { mostSources } from "./logs/sources.ts";
import { fleetMessages } from "./messages.ts";
import { logsPage, podsPage } from "./pages.ts";
import { hrefOfPod, podKey, usePodColumns } from "./pod/pod-columns.tsx";

const phases = ["Failing", "Pending", "Failed", "CrashLoopBackOff", "ImagePullBackOff", "Unschedulable"];

/** Pods of the fleet; marked ones, or the few that are listed, can be read together. */
export function Page() {
  const { may } = useSession();
  const [marked, setMarked] = useState<ReadonlyMap<string, PodItem>>(new Map());
  const mark = useCallback(
    (pod: PodItem) =>
      setMarked((before) => {
        const next = new Map(before);
        if (!next.delete(podKey(pod))) next.set(podKey(pod), pod);
        return next;
      }),
    [],
  );
  const columns = usePodColumns();
  const withMarks = useMarkColumn(columns, marked, mark);
  const logs = may("fleet.logs");
  return (
    <FleetList
      page={podsPage}
      endpoint={fleetEndpoints.podWatch}
      columns={logs ? withMarks : columns}
      keyOf={podKey}
      hrefOf={hrefOfPod}
      {...(logs ? { onMark: mark } : {})}
      phases={phases}
      renderTools={(pods, total) =>
        logs && (
          <LogsOf
            marked={[...marked.values()]}
            listed={pods}
            total={total}
            onUnmark={() => setMarked(new Map())}
          />
        )
      }
    />
  );
}

/** The columns with a box in front of each row. */
function useMarkColumn(
  columns: readonly Column<PodItem>[],
  marked: ReadonlyMap<string, PodItem>,
  mark: (pod: PodItem) => void,
): readonly Column<PodItem>[] {
  const text = useMessages(fleetMessages);
  return useMemo<readonly Column<PodItem>[]>(
    () => [
      {
        key: "mark",
        header: "",
        width: "34px",
        cell: (pod) => (
          <input
            type="checkbox"
            tabIndex={-1}
            aria-label={text.mark(pod.name)}
            checked={marked.has(podKey(pod))}
            onChange={() => mark(pod)}
          />
        ),
      },
      ...columns,
    ],
    [columns, marked, mark, text],
  );
}

interface LogsOfProps {
  readonly marked: readonly PodItem[];
  readonly listed: readonly PodItem[];
  readonly total: number;
  readonly onUnmark: () => void;
}

function LogsOf({ marked, listed, total, onUnmark }: LogsOfProps) {
  const text = useMessages(fleetMessages);
  const format = useFormat();
  const go = useGo();
  const pods = marked.length > 0 ? marked : listed;
  const count = marked.length > 0 ? marked.length : total;
  if (count === 0) return null;
  const open = () =>
    go(
      hrefOf(
        logsPage,
        {},
        { pods: pods.map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`).join(",") },
      ),
    );
  const label = marked.length > 0 ? text.logsOfMarked : text.logsOfListed;
  return (
    <>
      {count <= mostSources ? (
        <Button size="compact-xs" variant="light" onClick={open}>
          {label(format.number(count))}
        </Button>
      ) : (
        marked.length > 0 && (
          <Text size="xs" c="dimmed">
            {text.logsTooMany(format.number(mostSources))}
          </Text>
        )
      )}
      {marked.length > 0 && (
        <Button size="compact-xs" variant="subtle" onClick={onUnmark}>
          {text.unmark}
        </Button>
      )}
    </>
  );
}
