/** Log lines on the screen: only those in sight exist. It stays at the newest until somebody scrolls up. */
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useCallback, useEffect, useLayoutEffect, useRef } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { runsOf } from "./find.ts";
import type { BufferedLine } from "./line-buffer.ts";
import { logMessages } from "./log-messages.ts";

export interface LogLinesProps {
  readonly lines: readonly BufferedLine[];
  readonly matcher: RegExp | null;
  /** The match one is at, an index into `lines`. */
  readonly current: number | undefined;
  readonly wrap: boolean;
  readonly times: boolean;
  /** Names beside the lines; empty when all are of one log. */
  readonly names: readonly string[];
  /** Whether the newest line is kept in sight. */
  readonly stick: boolean;
  /** Told when somebody scrolls up, and when they are at the end again. */
  readonly onAway: (away: boolean) => void;
  /** In place of lines when there are none. */
  readonly empty: ReactNode;
}

const lineHeight = 19;
/** So near the end counts as there. */
const nearPx = 24;
export const hues = 8;

export function LogLines(props: LogLinesProps) {
  const { lines, matcher, current, wrap, times, names, stick, onAway, empty } = props;
  const text = useMessages(logMessages);
  const format = useFormat();
  const scroller = useRef<HTMLDivElement>(null);
  const lastTop = useRef(0);
  // The same as long as the lines are: another would have every line's place worked out again.
  const keyAt = useCallback((index: number) => lines[index]?.id ?? index, [lines]);
  const rows = useVirtualizer({
    count: lines.length,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 20,
    getItemKey: keyAt,
  });
  const height = rows.getTotalSize();
  useLayoutEffect(() => {
    // By hand: the virtualizer would go on to an end that is none any more when more lines come.
    if (stick && scroller.current !== null) scroller.current.scrollTop = scroller.current.scrollHeight;
  }, [stick, lines, height]);
  useEffect(() => {
    if (current !== undefined) rows.scrollToIndex(current, { align: "center" });
  }, [current, rows]);

  const onScroll = () => {
    const place = scroller.current;
    if (place === null) return;
    const { scrollTop, clientHeight, scrollHeight } = place;
    const atEnd = scrollTop + clientHeight >= scrollHeight - nearPx;
    if (atEnd) onAway(false);
    else if (scrollTop < lastTop.current - 1) onAway(true);
    lastTop.current = scrollTop;
  };
  return (
    <div
      ref={scroller}
      className={wrap ? "log-lines wrap" : "log-lines"}
      role="log"
      aria-label={text.area}
      aria-live="off"
      // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- what scrolls must be reached by keyboard
      tabIndex={0}
      onScroll={onScroll}
    >
      {lines.length === 0 && empty}
      <div className="log-rows" style={{ height }}>
        {rows.getVirtualItems().map(({ index, key, start }) => {
          const line = lines[index];
          if (line === undefined) return null;
          return (
            <div
              key={key}
              data-index={index}
              ref={wrap ? rows.measureElement : undefined}
              className={index === current ? "log-line current" : "log-line"}
              style={{ transform: `translateY(${start}px)` }}
            >
              {times && line.at !== null && (
                <time className="log-time" dateTime={line.at} title={format.dateTime(line.at)}>
                  {clock(line.at)}
                </time>
              )}
              {names.length > 0 && (
                <span className={`log-name hue-${line.source % hues}`} title={names[line.source]}>
                  {names[line.source]}
                </span>
              )}
              <span className="log-text">
                {runsOf(line, matcher).map(({ text: run, look, hit }, at) =>
                  hit ? (
                    // oxlint-disable-next-line react/no-array-index-key -- pieces of one line have no other name
                    <mark key={at} className={look}>
                      {run}
                    </mark>
                  ) : (
                    // oxlint-disable-next-line react/no-array-index-key -- as above
                    <span key={at} className={look}>
                      {run}
                    </span>
                  ),
                )}
              </span>
            </div>
          );
        })}
      </div>
    </div>
  );
}

/** Time of day with milliseconds, as on the reader's clock. */
function clock(at: string): string {
  const date = new Date(at);
  const two = (part: number) => String(part).padStart(2, "0");
  return `${two(date.getHours())}:${two(date.getMinutes())}:${two(date.getSeconds())}.${String(date.getMilliseconds()).padStart(3, "0")}`;
}
