/** The signs of instances, told apart by shape as well as by colour. */
import type { CellState } from "./cells.ts";
import { across, gap } from "./layout.ts";
import "./picture.css";

interface GlyphProps {
  readonly state: CellState;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly title?: string | undefined;
}

/** Below this edge, px, outlines run together: signs are simpler then. */
const tiny = 10;

/** New is square, old is round; full is Ready. */
function Glyph({ state, x, y, size, title }: GlyphProps) {
  const middle = { cx: x + size / 2, cy: y + size / 2 };
  const square = { x: x + 0.75, y: y + 0.75, width: size - 1.5, height: size - 1.5, rx: size / 5 };
  return (
    <g className={size < tiny ? `cell tiny ${state}` : `cell ${state}`}>
      {title !== undefined && <title>{title}</title>}
      {state === "ready" && <rect x={x} y={y} width={size} height={size} rx={size / 5} />}
      {(state === "due" || ((state === "starting" || state === "leaving") && size >= tiny)) && (
        <rect {...square} />
      )}
      {state === "starting" && (
        <rect className="full" x={x} y={y + size / 2} width={size} height={size / 2} rx={size / 5} />
      )}
      {state === "leaving" && (
        <path
          className="full"
          d={
            size < tiny
              ? `M${x + size} ${y}v${size}L${x} ${y + size / 2}z`
              : `M${x + size * 0.72} ${y + size * 0.25}v${size * 0.5}L${x + size * 0.25} ${y + size / 2}z`
          }
        />
      )}
      {(state === "old" || state === "unready") && <circle {...middle} r={size / 2 - 1.5} />}
      {state === "unready" && <path d={`M${x + 2} ${y + size - 2}L${x + size - 2} ${y + 2}`} />}
      {state === "skipped" && (
        <path
          d={`M${x + 2} ${y + 2}L${x + size - 2} ${y + size - 2}M${x + size - 2} ${y + 2}L${x + 2} ${y + size - 2}`}
        />
      )}
      {state === "empty" && <circle className="full" {...middle} r={Math.max(1, size / 8)} />}
    </g>
  );
}

/** One sign by itself. */
export function Sign({ state, size = 14 }: { readonly state: CellState; readonly size?: number }) {
  return (
    <svg width={size} height={size} aria-hidden="true">
      <Glyph state={state} x={0} y={0} size={size} />
    </svg>
  );
}

interface CellsProps {
  readonly cells: readonly CellState[];
  readonly size: number;
  /** Cells side by side; unless told, as the box of a table needs. */
  readonly columns?: number;
  /** What is said of a cell when a pointer rests on it. */
  readonly titleOf?: (index: number) => string | undefined;
}

/** The instances of a box. What they are is said beside it: this is for the eye. */
export function Cells({ cells, size, columns = across(cells.length, size), titleOf }: CellsProps) {
  if (cells.length === 0) return null;
  const pitch = size + gap;
  const wide = Math.min(columns, cells.length);
  const high = Math.ceil(cells.length / columns);
  return (
    <svg width={wide * pitch - gap} height={high * pitch - gap} aria-hidden="true" className="cells">
      {cells.map((state, index) => (
        <Glyph
          // oxlint-disable-next-line no-array-index-key -- a cell is its place
          key={index}
          state={state}
          x={(index % columns) * pitch}
          y={Math.floor(index / columns) * pitch}
          size={size}
          title={titleOf?.(index)}
        />
      ))}
    </svg>
  );
}
