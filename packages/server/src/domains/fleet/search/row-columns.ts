/** What the index holds of each row to be searched, and how a term is looked for in it. */
import { createDictionaryColumn, createTextColumn, type DictionaryColumn } from "./columns.ts";
import type { Facts, SearchKind } from "./facts.ts";
import { exactly, type Term } from "./terms.ts";

export interface RowColumns {
  readonly kind: DictionaryColumn<SearchKind>;
  readonly cluster: DictionaryColumn<string>;
  readonly namespace: DictionaryColumn<string>;
  write(row: number, facts: Facts): void;
  clear(row: number): void;
  /** Marks in `marks` how well each row fulfils a term: 0 not at all, 1 and above the better the more. */
  mark(term: Term, marks: Uint8Array, roomOf: (cluster: string) => string): void;
  /** Distinct values held in all columns. */
  distinct(): number;
}

/** A name counts more than any other field. */
const namePoints = { inside: 2, beginning: 3, whole: 4 };
const wholeOnly = { inside: 0, beginning: 0, whole: 1 };
const beginningOnly = { inside: 0, beginning: 1, whole: 1 };

const lower = (text: string) => text.toLowerCase();

export function createRowColumns(): RowColumns {
  const kind = createDictionaryColumn<SearchKind>((value) => value);
  const cluster = createDictionaryColumn<string>(lower);
  const namespace = createDictionaryColumn<string>(lower);
  const app = createDictionaryColumn<string>(lower);
  const node = createDictionaryColumn<string>(lower);
  const owner = createDictionaryColumn<string>(lower);
  const phase = createDictionaryColumn<string>(lower);
  const reason = createDictionaryColumn<string>(lower);
  const standing = createDictionaryColumn<string>(lower);
  const hostIp = createDictionaryColumn<string>(lower);
  const other = createDictionaryColumn<string>(lower);
  const images = createDictionaryColumn<readonly string[]>((list) => lower(list.join("\n")));
  const labels = createDictionaryColumn<Readonly<Record<string, string>>>((set) => {
    let text = "\n";
    for (const key in set) text += `${key}=${set[key]}\n`;
    return lower(text);
  });
  /** What a plain word is looked for in, beside name and IP. */
  const forWords = [namespace, app, node, phase, reason, hostIp, other, images, labels];
  const dictionaries = [kind, cluster, owner, standing, ...forWords];
  const name = createTextColumn();
  const ip = createTextColumn();

  return {
    kind,
    cluster,
    namespace,
    distinct: () => dictionaries.reduce((sum, column) => sum + column.distinct, 0),
    write(row, facts) {
      namespace.set(row, facts.namespace);
      app.set(row, facts.app);
      node.set(row, facts.node);
      owner.set(row, facts.owner);
      phase.set(row, facts.phase);
      reason.set(row, facts.reason);
      standing.set(row, facts.standing);
      hostIp.set(row, facts.hostIp);
      other.set(row, facts.other);
      images.set(row, facts.images);
      labels.set(row, facts.labels);
      name.set(row, facts.name);
      ip.set(row, facts.ip);
    },
    clear(row) {
      for (const column of dictionaries) column.clear(row);
      name.clear(row);
      ip.clear(row);
    },
    mark(term, marks, roomOf) {
      if (term.field === "label") {
        const wanted = term.value === null ? `\n${term.key}=` : `\n${term.key}=${term.value}\n`;
        labels.mark(marks, (text) => text.includes(wanted));
        return;
      }
      const { value } = term;
      const whole = exactly(value);
      const equal = (text: string) => text === value;
      const within =
        whole === null ? (text: string) => text.includes(value) : (text: string) => text === whole;
      const starts = (text: string) => text.startsWith(value);
      switch (term.field) {
        case "word":
          name.mark(marks, value, namePoints);
          for (const column of forWords) column.mark(marks, (text) => text.includes(value));
          // Only hexadecimal digits, dots and colons stand in an address.
          if (/^[0-9a-f.:]+$/.test(value)) ip.mark(marks, value, { inside: 1, beginning: 1, whole: 1 });
          return;
        case "name":
          return whole === null ? name.mark(marks, value, namePoints) : name.mark(marks, whole, wholeOnly);
        case "ns":
          return namespace.mark(marks, within);
        case "app":
          return app.mark(marks, within);
        case "image":
          return images.mark(marks, (text) => text.split("\n").some(within));
        case "node":
          return node.mark(marks, within);
        case "owner":
          return owner.mark(marks, within);
        case "kind":
          return kind.mark(marks, (text) => text === value || `${text}s` === value || `${text}es` === value);
        case "phase":
          for (const column of [phase, reason, standing]) column.mark(marks, equal);
          return;
        case "cluster":
          return cluster.mark(marks, equal);
        case "room":
          return cluster.mark(marks, (text) => lower(roomOf(text)) === value);
        case "podip":
          return ip.mark(marks, value, beginningOnly);
        case "hostip":
          return hostIp.mark(marks, starts);
        case "ip":
          ip.mark(marks, value, beginningOnly);
          return hostIp.mark(marks, starts);
      }
    },
  };
}
