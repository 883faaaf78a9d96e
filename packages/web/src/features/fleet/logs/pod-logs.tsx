/** The log of one pod: of which container, of which run. */
import type { ContainerView, PodItem } from "@halcyon/contracts";
import { NativeSelect } from "@mantine/core";
import { usePage } from "#app/pages.tsx";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { useTyped } from "#ui/use-typed.ts";
import { podPage } from "../pages.ts";
import { logMessages } from "./log-messages.ts";
import { LogView } from "./log-view.tsx";
import { TailSelect, tailOf } from "./tail-select.tsx";
import { useFollowedLogs, usePreviousLog } from "./use-logs.ts";

interface PodLogsProps {
  readonly pod: Pick<PodItem, "cluster" | "namespace" | "name">;
  readonly containers: readonly ContainerView[];
}

export function PodLogs({ pod: { cluster, namespace, name }, containers }: PodLogsProps) {
  const text = useMessages(logMessages);
  const { search, setSearch } = usePage(podPage);
  const [find, setFind] = useTyped(search.find ?? "", (typed) => setSearch({ find: typed }));
  const first = containers.find(({ kind }) => kind === "container")?.name;
  const container = search.container || first;
  const tail = tailOf(search.tail);
  const before = search.previous === "true";
  const source = { cluster, namespace, pod: name, container };
  const followed = useFollowedLogs(before ? null : [source], tail);
  const previous = usePreviousLog(source, tail, before);
  const problem = before ? previous.problem : followed.sources[0]?.problem;
  const lines = before ? previous.lines : followed.lines;
  const quiet = before ? text.empty : text.waiting;
  return (
    <>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <LogView
        lines={lines}
        forgotten={before ? 0 : followed.forgotten}
        dropped={followed.sources[0]?.dropped ?? 0}
        names={[]}
        find={find}
        onFind={setFind}
        live={!before}
        fileName={`${[name, container, before ? "previous" : ""].filter(Boolean).join("-")}.log`}
        empty={problem !== undefined || previous.waiting ? "" : quiet}
        choices={
          <>
            {containers.length > 1 && (
              <NativeSelect
                size="xs"
                aria-label={text.container}
                value={container ?? ""}
                data={containers.map((one) => one.name)}
                onChange={(event) => setSearch({ container: event.currentTarget.value })}
              />
            )}
            <NativeSelect
              size="xs"
              aria-label={text.run}
              value={String(before)}
              data={[
                { value: "false", label: text.now },
                { value: "true", label: text.previous },
              ]}
              onChange={(event) =>
                setSearch({ previous: event.currentTarget.value === "true" ? "true" : undefined })
              }
            />
            <TailSelect tail={tail} onTail={(next) => setSearch({ tail: String(next) })} />
          </>
        }
      />
    </>
  );
}
