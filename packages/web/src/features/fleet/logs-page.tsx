import { Alert, Button, Stack, Text } from "@mantine/core";
import { useMemo, useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo, usePage } from "#app/pages.tsx";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame } from "#ui/page.tsx";
import "./fleet.css";
import { useTyped } from "#ui/use-typed.ts";
import { LogLegend } from "./logs/log-legend.tsx";
import { logMessages } from "./logs/log-messages.ts";
import { LogView } from "./logs/log-view.tsx";
import "./logs/logs.css";
import { mostSources, parseSources, sourceNames } from "./logs/sources.ts";
import { TailSelect, tailOf } from "./logs/tail-select.tsx";
import { useFollowedLogs } from "./logs/use-logs.ts";
import { logsPage, podsPage } from "./pages.ts";

/** Logs of several pods, merged by time. */
export function Page() {
  const text = useMessages(logMessages);
  const format = useFormat();
  const { search, setSearch } = usePage(logsPage);
  const { pods = "", container } = search;
  const asked = useMemo(
    () => parseSources(pods).map((one) => ({ ...one, container: one.container ?? container })),
    [pods, container],
  );
  const sources = useMemo(() => asked.slice(0, mostSources), [asked]);
  const names = useMemo(() => sourceNames(sources), [sources]);
  const [find, setFind] = useTyped(search.find ?? "", (typed) => setSearch({ find: typed }));
  const tail = tailOf(search.tail);
  const logs = useFollowedLogs(sources.length === 0 ? null : sources, tail);
  const [hidden, setHidden] = useState<ReadonlySet<number>>(new Set());
  const lines = useMemo(
    () => (hidden.size === 0 ? logs.lines : logs.lines.filter(({ source }) => !hidden.has(source))),
    [logs.lines, hidden],
  );
  const toggle = (source: number) =>
    setHidden((before) => {
      const next = new Set(before);
      if (!next.delete(source)) next.add(source);
      return next;
    });
  if (sources.length === 0) return <ChoosePods />;
  return (
    <div className="list-page">
      <PageFrame title={text.title}>
        {asked.length > sources.length && (
          <Alert color="yellow" p="xs">
            {text.tooMany(format.number(mostSources))}
          </Alert>
        )}
        <LogLegend names={names} sources={logs.sources} hidden={hidden} onToggle={toggle} />
        <LogView
          lines={lines}
          forgotten={logs.forgotten}
          dropped={0}
          names={names}
          find={find}
          onFind={setFind}
          live
          fileName={`${sources.length === 1 ? names[0] : `${sources.length}-pods`}.log`}
          empty={text.waiting}
          choices={<TailSelect tail={tail} onTail={(next) => setSearch({ tail: String(next) })} />}
        />
      </PageFrame>
    </div>
  );
}

function ChoosePods() {
  const text = useMessages(logMessages);
  const go = useGo();
  return (
    <PageFrame title={text.title}>
      <Stack align="flex-start" gap="xs">
        <Text fw={600}>{text.choosePods}</Text>
        <Text size="sm" c="dimmed" maw={560}>
          {text.choosePodsHint}
        </Text>
        <Button size="xs" onClick={() => go(hrefOf(podsPage, {}))}>
          {text.toPods}
        </Button>
      </Stack>
    </PageFrame>
  );
}
