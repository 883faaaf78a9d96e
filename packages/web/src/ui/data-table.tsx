/**
 * A list of any length: only the rows in sight exist. Keyboard: arrows, Page Up and Down, Home, End; Enter opens a row,
 * Space marks it. A row is drawn again only when it is another object, or the columns are: keep both where nothing changed.
 */
import { useVirtualizer } from "@tanstack/react-virtual";
import {
  type KeyboardEvent,
  memo,
  type ReactNode,
  useCallback,
  useEffect,
  useId,
  useLayoutEffect,
  useRef,
  useState,
} from "react";
import { useGo } from "#app/pages.tsx";
import { leavePlace, placeLeft } from "./scroll-memory.ts";

export interface Column<T> {
  readonly key: string;
  readonly header: string;
  /** A CSS grid track: `120px`, `minmax(160px, 2fr)`. */
  readonly width: string;
  readonly cell: (row: T) => ReactNode;
  /** Left out on a phone's width. */
  readonly wide?: boolean;
}

export interface DataTableProps<T> {
  /** What the list is, for who cannot see it. */
  readonly label: string;
  readonly columns: readonly Column<T>[];
  readonly total: number;
  /** `undefined` while a row is on its way. */
  readonly rowAt: (index: number) => T | undefined;
  readonly keyOf: (row: T) => string;
  /** Where a row leads when it is clicked, or entered by keyboard. */
  readonly hrefOf?: (row: T) => string;
  /** Where Space in a row, such as a tick for an act on several, leads. */
  readonly onMark?: (row: T) => void;
  /** The list goes back to its beginning when this becomes another: what it is narrowed to. */
  readonly subject?: string;
  /** Told which rows are in sight, with some around them. */
  readonly onRange?: (first: number, last: number) => void;
  /** In place of rows when there are none. */
  readonly empty?: ReactNode;
  /** CSS height of the whole; by default what the window leaves. */
  readonly height?: string;
}

const rowHeight = 34;
const around = 6;

interface RowProps<T> {
  readonly id: string;
  readonly index: number;
  readonly start: number;
  readonly row: T | undefined;
  readonly columns: readonly Column<T>[];
  readonly selected: boolean;
  /** Undefined when a row leads nowhere. */
  readonly onOpen: ((row: T) => void) | undefined;
}

function RowView<T>({ id, index, start, row, columns, selected, onOpen }: RowProps<T>) {
  return (
    <div
      id={id}
      role="row"
      tabIndex={-1}
      aria-rowindex={index + 2}
      aria-selected={selected}
      className={`data-row${onOpen === undefined ? "" : " opens"}`}
      style={{ transform: `translateY(${start}px)` }}
      onClick={(event) => {
        // A link or button inside acts for itself, and text can be marked.
        if ((event.target as Element).closest("a, button, input, label") !== null) return;
        if (row !== undefined && String(getSelection() ?? "") === "") onOpen?.(row);
      }}
      onKeyDown={() => undefined}
    >
      {columns.map(({ key, wide, cell }) => (
        <div key={key} role="gridcell" className={wide === true ? "data-cell wide" : "data-cell"}>
          {row === undefined ? <span className="data-waiting" /> : cell(row)}
        </div>
      ))}
    </div>
  );
}

const Row = memo(RowView) as typeof RowView;

export function DataTable<T>(props: DataTableProps<T>) {
  const { label, columns, total, rowAt, keyOf, hrefOf, onMark, subject, onRange, empty, height } = props;
  const scroller = useRef<HTMLDivElement>(null);
  const [at, setAt] = useState(-1);
  const id = useId();
  const go = useGo();
  const rows = useVirtualizer({
    count: total,
    getScrollElement: () => scroller.current,
    estimateSize: () => rowHeight,
    overscan: around,
  });
  const items = rows.getVirtualItems();
  const first = items[0]?.index ?? 0;
  const last = items.at(-1)?.index ?? 0;
  useEffect(() => onRange?.(first, last), [first, last, onRange]);
  const shown = useRef(subject);
  useEffect(() => {
    if (shown.current === subject) return;
    shown.current = subject;
    scroller.current?.scrollTo({ top: 0 });
    setAt(-1);
  }, [subject]);
  useLayoutEffect(() => {
    const before = placeLeft(label);
    if (before !== undefined) scroller.current?.scrollTo({ top: before });
  }, [label]);

  const latest = useRef(hrefOf);
  latest.current = hrefOf;
  const open = useCallback((row: T) => go(latest.current?.(row) ?? ""), [go]);
  const onOpen = hrefOf === undefined ? undefined : open;
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.target !== event.currentTarget) return;
    const page = Math.max(1, Math.floor((scroller.current?.clientHeight ?? 400) / rowHeight) - 2);
    const moves: Readonly<Record<string, number>> = {
      ArrowDown: at + 1,
      ArrowUp: at - 1,
      PageDown: at + page,
      PageUp: at - page,
      Home: 0,
      End: total - 1,
    };
    const to = moves[event.key];
    if (to !== undefined && total > 0) {
      const next = Math.max(0, Math.min(total - 1, to));
      setAt(next);
      rows.scrollToIndex(next);
    } else {
      const act = event.key === "Enter" ? onOpen : event.key === " " ? onMark : undefined;
      const row = rowAt(at);
      if (act === undefined || row === undefined) return;
      act(row);
    }
    event.preventDefault();
  };

  const tracks = columns.map(({ width }) => width).join(" ");
  const narrow = columns
    .filter(({ wide }) => wide !== true)
    .map(({ width }) => width)
    .join(" ");
  return (
    <div
      ref={scroller}
      className="data-table"
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-activedescendant={at >= 0 ? `${id}-${at}` : undefined}
      tabIndex={0}
      onKeyDown={onKeyDown}
      onScroll={(event) => leavePlace(label, event.currentTarget.scrollTop)}
      style={{
        height: height ?? "var(--page-rest)",
        ["--tracks" as string]: tracks,
        ["--narrow" as string]: narrow,
      }}
    >
      <div role="row" className="data-row data-head" aria-rowindex={1}>
        {columns.map(({ key, header, wide }) => (
          <div key={key} role="columnheader" className={wide === true ? "data-cell wide" : "data-cell"}>
            {header}
          </div>
        ))}
      </div>
      {total === 0 && empty}
      <div role="presentation" className="data-rows" style={{ height: rows.getTotalSize() }}>
        {items.map(({ index, start }) => {
          const row = rowAt(index);
          return (
            <Row
              // Given to the virtualizer, keys would have it look at every row of the list on each step.
              key={row === undefined ? index : keyOf(row)}
              id={`${id}-${index}`}
              index={index}
              start={start}
              row={row}
              columns={columns}
              selected={index === at}
              onOpen={onOpen}
            />
          );
        })}
      </div>
    </div>
  );
}
