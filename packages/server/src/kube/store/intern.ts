/**
 * Keeps one copy of what many objects share: node names, images, label sets. Ten thousand pods of a hundred apps
 * then hold a hundred label sets.
 *
 * The tables are emptied when they grow past `limit`, so that what deployments leave behind does not pile up;
 * objects made before keep what they hold, later ones start a new copy.
 */
export interface Interner {
  text(value: string | undefined): string;
  list(values: readonly string[]): readonly string[];
  labels(values: Readonly<Record<string, string>> | undefined): Readonly<Record<string, string>>;
}

const none: Readonly<Record<string, string>> = Object.freeze({});
const empty: readonly string[] = Object.freeze([]);

export function createInterner(limit = 50_000): Interner {
  const texts = new Map<string, string>();
  const lists = new Map<string, readonly string[]>();
  const sets = new Map<string, Readonly<Record<string, string>>>();

  function shared<T>(table: Map<string, T>, key: string, make: () => T): T {
    const known = table.get(key);
    if (known !== undefined) return known;
    if (table.size >= limit) table.clear();
    const made = make();
    table.set(key, made);
    return made;
  }

  const text = (value: string | undefined): string => (value ? shared(texts, value, () => value) : "");
  return {
    text,
    list: (values) =>
      values.length === 0 ? empty : shared(lists, values.join("\n"), () => Object.freeze(values.map(text))),
    labels(values) {
      if (!values) return none;
      let key = "";
      for (const name in values) key += `${name}=${values[name]}\n`;
      if (key === "") return none;
      return shared(sets, key, () => {
        const copy: Record<string, string> = {};
        for (const name in values) copy[text(name)] = text(values[name]);
        return Object.freeze(copy);
      });
    },
  };
}
