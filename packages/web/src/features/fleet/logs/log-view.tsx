/** Log lines with what one does to them: find, narrow, wrap, pause, take away as a file. */
import { Text } from "@mantine/core";
import { type ReactNode, useMemo, useState } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { download, fileText } from "./download.ts";
import { holds, matcherOf, nextMatch } from "./find.ts";
import type { BufferedLine } from "./line-buffer.ts";
import { LogLines } from "./log-lines.tsx";
import { logMessages } from "./log-messages.ts";
import { LogToolbar } from "./log-toolbar.tsx";

interface LogViewProps {
  readonly lines: readonly BufferedLine[];
  readonly forgotten: number;
  /** Lines the server left out. */
  readonly dropped: number;
  /** Names of the sources; empty when there is one. */
  readonly names: readonly string[];
  /** What is looked for, and how it is shown: kept by the page. */
  readonly find: string;
  readonly onFind: (find: string) => void;
  /** Whether more may come. */
  readonly live: boolean;
  readonly fileName: string;
  /** In front of the tools: which container, which pods. */
  readonly choices: ReactNode;
  /** In place of lines when there are none at all. */
  readonly empty: string;
}

export function LogView(props: LogViewProps) {
  const { lines, forgotten, dropped, names, find, onFind, live, fileName, choices, empty } = props;
  const text = useMessages(logMessages);
  const format = useFormat();
  const [only, setOnly] = useState(false);
  const [wrap, setWrap] = useState(false);
  const [times, setTimes] = useState(true);
  const [held, setHeld] = useState(false);
  /** The lines as they were when somebody stopped to look. */
  const [frozen, setFrozen] = useState<readonly BufferedLine[] | null>(null);
  const [currentId, setCurrentId] = useState<number | null>(null);

  const shown = frozen ?? lines;
  const matcher = useMemo(() => matcherOf(find.trim()), [find]);
  const visible = useMemo(
    () => (only && matcher !== null ? shown.filter((line) => holds(line, matcher)) : shown),
    [shown, matcher, only],
  );
  const matches = useMemo(
    () => (matcher === null ? [] : visible.flatMap((line, index) => (holds(line, matcher) ? [index] : []))),
    [visible, matcher],
  );
  const place = currentId === null ? -1 : visible.findIndex(({ id }) => id === currentId);
  const current = place === -1 ? undefined : place;
  const newest = lines.at(-1)?.id ?? -1;
  const newer = frozen === null ? 0 : Math.max(0, newest - (frozen.at(-1)?.id ?? -1));

  const freeze = () => setFrozen((before) => before ?? lines);
  const thaw = () => {
    setHeld(false);
    setFrozen(null);
    setCurrentId(null);
  };
  const step = (direction: 1 | -1) => {
    // One begins at the newest, which is where one looks.
    const to = current === undefined ? matches.at(-1) : nextMatch(matches, current, direction);
    if (to === undefined) return;
    freeze();
    setCurrentId(visible[to]?.id ?? null);
  };
  return (
    <div className="log-view">
      <LogToolbar
        choices={choices}
        find={find}
        onFind={(wanted) => {
          setCurrentId(null);
          onFind(wanted);
        }}
        onStep={step}
        hit={current === undefined ? 0 : matches.indexOf(current) + 1}
        hits={matches.length}
        only={only}
        onOnly={setOnly}
        wrap={wrap}
        onWrap={setWrap}
        times={times}
        onTimes={setTimes}
        live={live}
        paused={frozen !== null}
        newer={newer}
        onPause={(pause) => {
          if (!pause) return thaw();
          setHeld(true);
          freeze();
        }}
        onDownload={() => download(fileName, fileText(visible, names))}
      />
      <Text size="xs" c="dimmed">
        {text.lines(format.number(visible.length))}
        {dropped > 0 && ` · ${text.dropped(format.number(dropped))}`}
        {forgotten > 0 && ` · ${text.forgotten(format.number(forgotten))}`}
      </Text>
      <LogLines
        lines={visible}
        matcher={matcher}
        current={current}
        wrap={wrap}
        times={times}
        names={names}
        stick={frozen === null}
        onAway={(away) => {
          if (away) freeze();
          else if (!held && currentId === null) setFrozen(null);
        }}
        empty={
          <Text size="sm" c="dimmed" p="sm">
            {shown.length > 0 ? text.noHit : empty}
          </Text>
        }
      />
    </div>
  );
}
