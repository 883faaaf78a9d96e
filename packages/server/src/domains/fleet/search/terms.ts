/**
 * The search language, see `searchSyntax` in the contracts: words and `field:value` filters, all of which must hold,
 * each one excludable by a leading '-'. A word with an unknown field in front ("nginx:1.27") is a plain word.
 */
export type Term = { readonly not: boolean } & (
  | { readonly field: "word"; readonly value: string }
  | { readonly field: Field; readonly value: string }
  | { readonly field: "label"; readonly key: string; readonly value: string | null }
);

export const fields = [
  "name",
  "ns",
  "app",
  "image",
  "node",
  "owner",
  "kind",
  "phase",
  "cluster",
  "room",
  "ip",
  "podip",
  "hostip",
] as const;
export type Field = (typeof fields)[number];

const aliases: Readonly<Record<string, Field>> = {
  namespace: "ns",
  status: "phase",
  host: "hostip",
  pod: "name",
};
const known = new Set<string>(fields);

/** What a filter's value is to be as a whole, `=n1`; null when it is looked for inside. */
export function exactly(value: string): string | null {
  return value.startsWith("=") ? value.slice(1) : null;
}

/** Reads a query. Never fails: what means nothing yet ("app:" while typing) is left out. Values are in lower case. */
export function parseQuery(query: string): Term[] {
  return tokens(query.toLowerCase()).flatMap(({ text, quotedFrom }): Term[] => {
    const not = text.startsWith("-") && text.length > 1 && quotedFrom !== 0;
    const body = not ? text.slice(1) : text;
    const colon = body.indexOf(":");
    const written = colon > 0 && colon < quotedFrom ? body.slice(0, colon) : "";
    const field = aliases[written] ?? written;
    const value = body.slice(colon + 1);
    if (field === "label") {
      if (value === "") return [];
      const equals = value.indexOf("=");
      return equals === -1
        ? [{ not, field, key: value, value: null }]
        : [{ not, field, key: value.slice(0, equals), value: value.slice(equals + 1) }];
    }
    if (known.has(field)) return value === "" || value === "=" ? [] : [{ not, field: field as Field, value }];
    return body === "" ? [] : [{ not, field: "word" as const, value: body }];
  });
}

interface Token {
  readonly text: string;
  /** Where in `text` quoted characters begin; a colon inside quotes does not make a field. */
  readonly quotedFrom: number;
}

/** Cuts at blanks outside double quotes. */
function tokens(query: string): Token[] {
  const found: Token[] = [];
  let text = "";
  let quotedFrom = Number.POSITIVE_INFINITY;
  let quoted = false;
  const end = () => {
    if (text !== "") found.push({ text, quotedFrom });
    text = "";
    quotedFrom = Number.POSITIVE_INFINITY;
  };
  for (const character of query) {
    if (character === '"') {
      quoted = !quoted;
      quotedFrom = Math.min(quotedFrom, text.length);
    } else if (/\s/.test(character) && !quoted) {
      end();
    } else {
      text += character;
    }
  }
  end();
  return found;
}
