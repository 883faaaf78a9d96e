/** Which part of a long list is asked for. */

export interface Window {
  readonly offset: number;
  readonly limit: number;
}

const step = 50;
const least = 100;
/** What the server gives at most. */
const most = 1_000;

/** The part of a list that is asked for before anything of it was seen. */
export const firstWindow: Window = { offset: 0, limit: least };

/**
 * The window to ask for when rows `first` to `last` are in sight: begins at a multiple of 50, so that people who look at
 * the same place ask for the same, and stays while it still covers what is in sight.
 */
export function windowAt(first: number, last: number, current: Window = firstWindow): Window {
  if (first >= current.offset && last < current.offset + current.limit) return current;
  const offset = Math.floor(Math.max(0, first) / step) * step;
  const needed = Math.ceil((last + 1 - offset) / step) * step;
  return { offset, limit: Math.min(most, Math.max(least, needed)) };
}
