/** A unified diff: what is added and removed, by sign and by colour. A long one is scrolled; only what is in sight exists. */
import { Box, Group, Text, VisuallyHidden } from "@mantine/core";
import { useVirtualizer } from "@tanstack/react-virtual";
import { type ReactNode, useMemo, useRef } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { type DiffLine, diffLines } from "./diff-lines.ts";
import { uiMessages } from "./messages.ts";
import "./diff-view.css";

interface DiffViewProps {
  /** Unified; empty when nothing differs. */
  readonly diff: string;
  /** What is compared, for who cannot see it. */
  readonly label: string;
}

const lineHeight = 20;
/** Up to here all lines exist, so that the browser's own search finds them. */
const wholeLines = 1_500;
const signs = { added: "+", removed: "−", same: "", hunk: "", file: "" } as const;

export function DiffView({ diff, label }: DiffViewProps) {
  const text = useMessages(uiMessages);
  const format = useFormat();
  const lines = useMemo(() => diffLines(diff), [diff]);
  const scroller = useRef<HTMLDivElement>(null);
  const virtual = lines.length > wholeLines;
  const rows = useVirtualizer({
    count: virtual ? lines.length : 0,
    getScrollElement: () => scroller.current,
    estimateSize: () => lineHeight,
    overscan: 40,
  });
  if (lines.length === 0)
    return (
      <Text size="sm" c="dimmed">
        {text.equal}
      </Text>
    );

  const count = (kind: DiffLine["kind"]) =>
    format.number(lines.reduce((sum, line) => sum + (line.kind === kind ? 1 : 0), 0));
  const widest = lines.reduce((most, line) => Math.max(most, line.text.length), 0);
  return (
    <Box>
      <Group gap="md" mb={4}>
        <Text size="xs" className="diff-count added">
          + {count("added")} {text.added}
        </Text>
        <Text size="xs" className="diff-count removed">
          − {count("removed")} {text.removed}
        </Text>
      </Group>
      {/* oxlint-disable-next-line no-noninteractive-tabindex -- what scrolls must be reachable by keyboard */}
      <div ref={scroller} className="diff-view" role="region" aria-label={label} tabIndex={0}>
        <div
          className="diff-lines"
          style={{ minWidth: `${widest + 5}ch`, ...(virtual ? { height: rows.getTotalSize() } : {}) }}
        >
          {virtual
            ? rows
                .getVirtualItems()
                .map(({ index, start }) => <Line key={index} line={lines[index]} top={start} />)
            : lines.map((line, index) => <Line key={index} line={line} />)}
        </div>
      </div>
    </Box>
  );
}

function Line({ line, top }: { readonly line: DiffLine | undefined; readonly top?: number }): ReactNode {
  const text = useMessages(uiMessages);
  if (line === undefined) return null;
  const { kind } = line;
  return (
    <div
      className={`diff-line ${kind}`}
      {...(top === undefined
        ? {}
        : { style: { position: "absolute", transform: `translateY(${top}px)`, left: 0, right: 0 } })}
    >
      <span className="diff-sign" aria-hidden="true">
        {signs[kind]}
      </span>
      {(kind === "added" || kind === "removed") && <VisuallyHidden>{text[kind]} </VisuallyHidden>}
      {line.text}
    </div>
  );
}
