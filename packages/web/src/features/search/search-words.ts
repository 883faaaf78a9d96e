/**
 * The text of a search, as its parts: words and `field:value` filters. It is cut as the server cuts it, so that a chip that
 * changes one filter leaves everything else as it was written.
 */
export interface SearchWord {
  /** As written, quotes and all. */
  readonly text: string;
  readonly not: boolean;
  /** Empty for a plain word. In lower case. */
  readonly field: string;
  /** Without quotes, in lower case as the server compares. */
  readonly value: string;
}

/** Cuts at blanks outside double quotes. */
export function wordsOf(query: string): SearchWord[] {
  const found: SearchWord[] = [];
  let text = "";
  let quoted = false;
  for (const character of `${query} `) {
    if (character === '"') quoted = !quoted;
    if (/\s/.test(character) && !quoted) {
      if (text !== "") found.push(wordOf(text));
      text = "";
    } else text += character;
  }
  const rest = text.trim();
  if (rest !== "") found.push(wordOf(rest));
  return found;
}

function wordOf(text: string): SearchWord {
  const not = text.startsWith("-") && text.length > 1;
  const body = not ? text.slice(1) : text;
  const quote = body.indexOf('"');
  const colon = body.indexOf(":");
  const plain = colon <= 0 || (quote !== -1 && quote < colon);
  const bare = (part: string) => part.replaceAll('"', "").toLowerCase();
  return {
    text,
    not,
    field: plain ? "" : body.slice(0, colon).toLowerCase(),
    value: bare(plain ? body : body.slice(colon + 1)),
  };
}

/** The value a field is narrowed to; undefined when it is not, or is excluded. */
export function filterOf(query: string, field: string): string | undefined {
  return wordsOf(query).find((word) => word.field === field && !word.not)?.value;
}

/** The query with `field` narrowed to `value` instead of whatever it was; undefined takes the filter away. */
export function withFilter(query: string, field: string, value: string | undefined): string {
  const kept = wordsOf(query).filter((word) => word.field !== field || word.not);
  // A quote that is still open would swallow what follows it.
  const texts = kept.map(({ text }) => (text.split('"').length % 2 === 0 ? `${text}"` : text));
  if (value !== undefined && value !== "") {
    texts.push(`${field}:${/\s/.test(value) ? `"${value}"` : value}`);
  }
  return texts.join(" ");
}

/** The query with `field:value` put in, or taken out where it was. */
export function toggleFilter(query: string, field: string, value: string): string {
  return withFilter(query, field, filterOf(query, field) === value.toLowerCase() ? undefined : value);
}
