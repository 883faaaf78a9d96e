/** Where lists were scrolled to, so that the browser's way back leads to the row one came from. */
const places = new Map<string, number>();
const mostPlaces = 200;
/** The step of the history one has gone back to, as the router marks each. */
let wentBackTo: string | undefined;
addEventListener("popstate", () => {
  wentBackTo = JSON.stringify(history.state);
});

function keyOf(list: string): string {
  return `${location.pathname}${location.search} ${list}`;
}

/** Remembers where a list of the page in sight is scrolled to. */
export function leavePlace(list: string, top: number): void {
  const key = keyOf(list);
  places.delete(key);
  places.set(key, top);
  const [oldest] = places.keys();
  if (places.size > mostPlaces && oldest !== undefined) places.delete(oldest);
}

/** Where it was scrolled to when one left it, for who has just gone back; undefined for who comes anew. */
export function placeLeft(list: string): number | undefined {
  return JSON.stringify(history.state) === wentBackTo ? places.get(keyOf(list)) : undefined;
}
