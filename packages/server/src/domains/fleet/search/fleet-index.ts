import { factsOf, type RecordOf, type SearchKind, searchKinds, type SearchRecord } from "./facts.ts";
import { createPlaceOrder } from "./place-order.ts";
import { comparePositionByPlace, comparePositionByRank, headOf, type Position, text } from "./positions.ts";
import { createRowColumns } from "./row-columns.ts";
import type { Term } from "./terms.ts";
import { createTop } from "./top.ts";

/** One object found: what it is, where, and the cache's own record of it. */
export interface Found<K extends SearchKind = SearchKind> {
  readonly kind: K;
  readonly cluster: string;
  readonly record: RecordOf<K>;
}

export interface IndexQuery {
  readonly terms: readonly Term[];
  /** All kinds unless told. */
  readonly kinds?: readonly SearchKind[];
  /** Clusters to look in; all unless told. */
  readonly clusters?: ReadonlySet<string>;
  readonly namespace?: string;
  /** `rank`: best first; `place`: by cluster, namespace, name. */
  readonly order: "rank" | "place";
  readonly after?: Position;
  /** Rows to leave out first; only in the order `place`. */
  readonly offset?: number;
  readonly limit: number;
  /** Which clusters are in a room; for the filter `room:`. */
  readonly roomOf: (cluster: string) => string;
}

export interface IndexAnswer {
  readonly found: readonly Found[];
  readonly total: number;
  readonly next: Position | null;
}

/** Rows of a page and one more, if there is one, to tell that it goes on. */
interface Page {
  readonly total: number;
  readonly best: readonly number[];
}

/** All searchable objects of all clusters in this process's memory, kept up with every change of the caches. */
export interface FleetIndex {
  put(cluster: string, kind: SearchKind, record: SearchRecord, before: SearchRecord | undefined): void;
  remove(record: SearchRecord): void;
  removeCluster(cluster: string): void;
  query(query: IndexQuery): IndexAnswer;
  readonly size: number;
  /** Distinct values held in all columns, for metrics. */
  distinct(): number;
}

export function createFleetIndex(): FleetIndex {
  const columns = createRowColumns();
  const { kind, cluster, namespace } = columns;
  const records: (SearchRecord | null)[] = [];
  const rowOf = new Map<SearchRecord, number>();
  /** Position of the row's kind in `searchKinds`. */
  const kindOrder: number[] = [];
  /** Kind and first letters of the row's name as one number: most comparisons need no more. */
  let heads = new Float64Array(1024);
  /** 1 for a row in use. */
  let alive = new Uint8Array(1024);
  const free: number[] = [];
  const places = createPlaceOrder(byPlace);

  function byPlace(a: number, b: number): number {
    const [one, two] = [records[a] as SearchRecord, records[b] as SearchRecord];
    return (
      text(cluster.value(a), cluster.value(b)) ||
      text(one.namespace, two.namespace) ||
      text(one.name, two.name) ||
      (kindOrder[a] as number) - (kindOrder[b] as number)
    );
  }

  function use(row: number): void {
    if (row >= alive.length) {
      const [moreHeads, moreAlive] = [new Float64Array(row * 2), new Uint8Array(row * 2)];
      moreHeads.set(heads);
      moreAlive.set(alive);
      heads = moreHeads;
      alive = moreAlive;
    }
    alive[row] = 1;
  }

  function erase(record: SearchRecord): void {
    const row = rowOf.get(record);
    if (row === undefined) return;
    rowOf.delete(record);
    places.remove(row);
    records[row] = null;
    alive[row] = 0;
    columns.clear(row);
    free.push(row);
  }

  /** A score for each row, 0 for those that do not fulfil everything. */
  function score(query: IndexQuery): Uint8Array {
    const rows = records.length;
    const scores = alive.slice(0, rows);
    const marks = new Uint8Array(rows);
    const demand = (not: boolean, fill: () => void) => {
      marks.fill(0);
      fill();
      if (not) {
        for (let row = 0; row < rows; row++) if (marks[row] !== 0) scores[row] = 0;
      } else {
        for (let row = 0; row < rows; row++) {
          const met = marks[row] as number;
          if (met === 0) scores[row] = 0;
          // A name's points add up over the words; 255 is as good as it gets.
          else if (met > 1 && scores[row] !== 0)
            scores[row] = Math.min(255, (scores[row] as number) + met - 1);
        }
      }
    };
    const { kinds: wantedKinds, clusters: wantedClusters, namespace: wantedNamespace } = query;
    if (wantedKinds)
      demand(false, () => kind.mark(marks, (text) => wantedKinds.includes(text as SearchKind)));
    if (wantedClusters) demand(false, () => cluster.mark(marks, (text) => wantedClusters.has(text)));
    if (wantedNamespace) demand(false, () => namespace.mark(marks, (text) => text === wantedNamespace));
    for (const term of query.terms) demand(term.not, () => columns.mark(term, marks, query.roomOf));
    return scores;
  }

  function positionOf(row: number, points: number): Position {
    const record = records[row] as SearchRecord;
    return [points, kindOrder[row] as number, cluster.value(row), record.namespace, record.name];
  }

  /** The page of rows with a score, best first. */
  function pageByRank(query: IndexQuery, scores: Uint8Array): Page {
    const points = (row: number) => scores[row] as number;
    const compare = (a: number, b: number) =>
      points(b) - points(a) ||
      (kindOrder[a] as number) - (kindOrder[b] as number) ||
      text((records[a] as SearchRecord).name, (records[b] as SearchRecord).name) ||
      byPlace(a, b);
    const rowHeads = heads;
    // Score (8 bits), kind (3 bits) and five letters (40 bits) are exact in a double.
    const key = (row: number) => (255 - points(row)) * 2 ** 43 + (rowHeads[row] as number);
    const top = createTop(query.limit + 1, { compare, key });
    const { after } = query;
    let total = 0;
    for (let row = 0; row < scores.length; row++) {
      if (scores[row] === 0) continue;
      total++;
      if (after === undefined || comparePositionByRank(positionOf(row, points(row)), after) > 0)
        top.offer(row);
    }
    return { total, best: top.sorted() };
  }

  /** The page of rows with a score, by place. */
  function pageByPlace(query: IndexQuery, scores: Uint8Array): Page {
    const best: number[] = [];
    let { after, offset = 0 } = query;
    let total = 0;
    for (const row of places.rows()) {
      if (scores[row] === 0) continue;
      total++;
      // Once past where the last page ended, all others are.
      if (after !== undefined) {
        if (comparePositionByPlace(positionOf(row, 0), after) <= 0) continue;
        after = undefined;
      }
      if (offset > 0) offset--;
      else if (best.length <= query.limit) best.push(row);
    }
    return { total, best };
  }

  return {
    get size() {
      return rowOf.size;
    },
    distinct: columns.distinct,
    put(inCluster, ofKind, record, before) {
      const known = before === undefined ? undefined : rowOf.get(before);
      const row = known ?? free.pop() ?? records.length;
      if (before !== undefined) rowOf.delete(before);
      rowOf.set(record, row);
      use(row);
      records[row] = record;
      if (known === undefined) {
        kind.set(row, ofKind);
        kindOrder[row] = searchKinds.indexOf(ofKind);
        cluster.set(row, inCluster);
        places.add(row);
      } else if (before?.name !== record.name || before.namespace !== record.namespace) {
        places.remove(row);
        places.add(row);
      }
      const facts = factsOf(ofKind, record);
      columns.write(row, facts);
      heads[row] = (kindOrder[row] as number) * 2 ** 40 + headOf(facts.name);
    },
    remove: erase,
    removeCluster(gone) {
      for (let row = 0; row < records.length; row++) {
        const record = records[row];
        if (record && cluster.value(row) === gone) erase(record);
      }
    },
    query(query) {
      const scores = score(query);
      const ranked = query.order === "rank";
      const { total, best } = (ranked ? pageByRank : pageByPlace)(query, scores);
      const page = best.slice(0, query.limit);
      const last = page.at(-1);
      return {
        total,
        found: page.map((row) => ({
          kind: kind.value(row),
          cluster: cluster.value(row),
          record: records[row] as SearchRecord,
        })),
        next:
          best.length > query.limit && last !== undefined
            ? positionOf(last, ranked ? (scores[last] as number) : 0)
            : null,
      };
    },
  };
}
