/** Values at the ends of an object, by path; and an object with one of them changed. Pure. */

export type Path = readonly (string | number)[];

export interface Leaf {
  readonly path: Path;
  readonly value: unknown;
}

/** Every value that is neither a map nor a list with something in it. */
export function* leavesOf(value: unknown, path: Path = []): Generator<Leaf> {
  const entries = Array.isArray(value)
    ? [...value.entries()]
    : typeof value === "object" && value !== null
      ? Object.entries(value)
      : [];
  if (entries.length === 0) yield { path, value };
  for (const [key, item] of entries) if (item !== undefined) yield* leavesOf(item, [...path, key]);
}

/** Every map inside, with its keys: names that people chose are among them. */
export function* keysIn(value: unknown, path: Path = []): Generator<Path> {
  if (typeof value !== "object" || value === null) return;
  for (const [key, item] of Array.isArray(value) ? value.entries() : Object.entries(value)) {
    if (!Array.isArray(value)) yield [...path, key];
    yield* keysIn(item, [...path, key]);
  }
}

/** The same with another value at a path; what is beside it is shared. */
export function withValue(root: unknown, [part, ...rest]: Path, value: unknown): unknown {
  if (part === undefined) return value;
  if (Array.isArray(root))
    return root.map((item, index) => (index === part ? withValue(item, rest, value) : item));
  const map = root as Readonly<Record<string, unknown>>;
  return { ...map, [part]: withValue(map[part], rest, value) };
}

/** The same with another key at a path, in its old place. */
export function withKey(root: unknown, path: Path, key: string): unknown {
  const parent = path.slice(0, -1);
  const map = parent.reduce<unknown>((at, part) => (at as Record<string | number, unknown>)[part], root);
  const renamed = Object.entries(map as object).map(([old, value]) => [
    old === path.at(-1) ? key : old,
    value,
  ]);
  return withValue(root, parent, Object.fromEntries(renamed));
}

/** `spec.containers[0].image`; keys with other characters are quoted. */
export function leafName(path: Path): string {
  return path.reduce<string>((text, part) => {
    if (typeof part === "number") return `${text}[${part}]`;
    if (!/^[A-Za-z_$][-A-Za-z0-9_]*$/.test(part)) return `${text}[${JSON.stringify(part)}]`;
    return text === "" ? part : `${text}.${part}`;
  }, "");
}
