/** Where a page ended; the next one begins after it, also when rows came and went meanwhile. */
export type Position = readonly [
  score: number,
  kind: number,
  cluster: string,
  namespace: string,
  name: string,
];

/** The first five letters as a number that is ordered as they are; names of objects are ASCII. */
export function headOf(name: string): number {
  let head = 0;
  for (let at = 0; at < 5; at++)
    head = head * 256 + (at < name.length ? Math.min(255, name.charCodeAt(at)) : 0);
  return head;
}

/** Below zero when `a` comes before `b`. */
export function text(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}

/** As they are searched: best first. */
export function comparePositionByRank(a: Position, b: Position): number {
  return b[0] - a[0] || a[1] - b[1] || text(a[4], b[4]) || text(a[2], b[2]) || text(a[3], b[3]);
}

/** As they are listed: by cluster, namespace, name. */
export function comparePositionByPlace(a: Position, b: Position): number {
  return text(a[2], b[2]) || text(a[3], b[3]) || text(a[4], b[4]) || a[1] - b[1];
}
