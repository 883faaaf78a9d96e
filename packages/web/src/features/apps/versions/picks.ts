/**
 * Which versions the address speaks of. `version` alone is one that is shown; with `with` beside it the two are compared,
 * and `with=another` waits for the second: an address keeps nothing that is empty.
 */
interface Picks {
  readonly version?: string | undefined;
  readonly with?: string | undefined;
}

/** The numbers, the older first. */
export function pickedOf(version: string | undefined, other: string | undefined): readonly number[] {
  const numbers = [version, other].map(Number).filter((one) => Number.isInteger(one) && one > 0);
  return [...new Set(numbers)].toSorted((a, b) => a - b);
}

/** Picks a version for a comparison, or takes the pick back; a third takes the place of the one picked last. */
export function pick(
  picks: Picks,
  number: number,
): { version: string | undefined; with: string | undefined } {
  const picked = picks.with === undefined ? [] : [picks.version, picks.with].filter((one) => Number(one) > 0);
  const name = String(number);
  const next = picked.includes(name) ? picked.filter((one) => one !== name) : [picked[0], name];
  const [version, other] = next.filter((one) => one !== undefined);
  return version === undefined
    ? { version: undefined, with: undefined }
    : { version, with: other ?? "another" };
}
