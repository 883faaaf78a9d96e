/** What stands where a target and a step meet: its instances, or a bar where they are too many to tell apart. */
import { memo } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { type CellState, cellStates } from "./cells.ts";
import { Cells } from "./glyphs.tsx";
import { type Column, countCells, type Row } from "./layout.ts";
import { cellWords, pictureMessages } from "./messages.ts";

/** More than these are a bar. */
const mostCells = 220;

/** Which pods a person wants to see. */
export interface Place {
  readonly target: string;
  readonly first: number;
  readonly last: number;
}

/** A pod that stands behind a cell, where it is known. */
export type PodAt = (target: string, index: number) => string | undefined;

interface PictureBoxProps {
  readonly row: Row;
  readonly column: Column;
  readonly at: number;
  readonly cell: number;
  /** Cells side by side; unless told, as a table's box needs. */
  readonly columns?: number;
  readonly podAt?: PodAt | undefined;
  readonly onOpen?: ((place: Place) => void) | undefined;
}

/** Drawn anew only when something in it has changed: a large picture has hundreds, and one of them moves. */
export const PictureBox = memo(DrawnBox, (before, after) => {
  const [was, is] = [before.row.boxes[before.at], after.row.boxes[after.at]];
  return (
    before.row.target.target === after.row.target.target &&
    before.column.first === after.column.first &&
    before.column.last === after.column.last &&
    before.cell === after.cell &&
    before.columns === after.columns &&
    before.podAt === after.podAt &&
    before.onOpen === after.onOpen &&
    was?.from === is?.from &&
    was?.cells.length === is?.cells.length &&
    (was?.cells ?? []).every((state, index) => state === is?.cells[index])
  );
});

function DrawnBox({ row, column, at, cell, columns, podAt, onOpen }: PictureBoxProps) {
  const text = useMessages(pictureMessages);
  const summary = useSummary();
  const box = row.boxes[at];
  if (box === undefined || box.cells.length === 0) return null;
  const { target } = row.target;
  const titleOf = (index: number) => {
    const state = box.cells[index];
    const pod = podAt?.(target, box.from + index);
    return state === undefined ? undefined : [pod, text[cellWords[state]]].filter(Boolean).join(" · ");
  };
  const { first, last } = column;
  const content =
    first !== last || box.cells.length > mostCells ? (
      <RunBar cells={box.cells} />
    ) : (
      <Cells
        cells={box.cells}
        size={cell}
        titleOf={titleOf}
        {...(columns === undefined ? {} : { columns })}
      />
    );
  const stepText = first === last ? text.step(first) : text.steps(first, last);
  const what = summary(box.cells);
  if (onOpen === undefined)
    return (
      <div className="box static" role="img" aria-label={`${target}, ${stepText}: ${what}`}>
        {content}
      </div>
    );
  return (
    <button
      type="button"
      className="box"
      aria-label={text.box(target, stepText, what)}
      onClick={() => onOpen({ target, first, last })}
    >
      {content}
    </button>
  );
}

function RunBar({ cells }: { readonly cells: readonly CellState[] }) {
  const format = useFormat();
  const counts = countCells(cells);
  return (
    <div className="run">
      <div className="run-bar">
        {cellStates.map((state) => {
          const count = counts.get(state) ?? 0;
          return count === 0 ? null : <span key={state} className={state} style={{ flexGrow: count }} />;
        })}
      </div>
      <div className="run-text">
        {format.number(counts.get("ready") ?? 0)}/{format.number(cells.length)}
      </div>
    </div>
  );
}

/** Says cells in words: "1 Ready, 2 starting". */
export function useSummary(): (cells: readonly CellState[]) => string {
  const text = useMessages(pictureMessages);
  const format = useFormat();
  return (cells) => {
    const counts = countCells(cells);
    const parts = cellStates
      .filter((state) => counts.has(state))
      .map((state) => `${format.number(counts.get(state) ?? 0)} ${text[cellWords[state]]}`);
    return parts.length === 0 ? text.nothing : parts.join(", ");
  };
}
