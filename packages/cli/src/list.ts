import type { Endpoint } from "@halcyon/contracts";
import { type Command, InvalidArgumentError } from "commander";
import type { CallInput, Output } from "./client/request.ts";
import type { Column } from "./output/table.ts";
import type { Session } from "./session.ts";

/** Options of every list. */
export interface ListOptions {
  readonly limit?: number;
  readonly cursor?: string;
  readonly all?: boolean;
}

/** A page as every list answers it; fleet lists carry more. */
export interface Page<T> {
  readonly items: readonly T[];
  readonly next: string | null;
}

/** Adds `--limit`, `--cursor` and `--all`. */
export function listOptions(command: Command): Command {
  return command
    .option("--limit <n>", "how many at most (default: 100)", positive)
    .option("--cursor <cursor>", "go on where a page before ended")
    .option("--all", "every page, not only the first");
}

/** A whole number from 1. @throws InvalidArgumentError for anything else */
export function positive(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1) throw new InvalidArgumentError("Write a whole number from 1.");
  return value;
}

/**
 * Fetches a page, or all pages joined into one. What a page carries beside its items is the last page's.
 * @param input path parameters and filters; filters that are undefined are left out
 */
export async function fetchList<E extends Endpoint>(
  session: Session,
  endpoint: E,
  input: { params?: Record<string, unknown>; query?: Record<string, unknown> },
  { limit, cursor, all }: ListOptions,
): Promise<Output<E>> {
  const client = await session.client();
  const fetchPage = (at: string | undefined, size: number | undefined) =>
    client.call(endpoint, {
      ...input,
      query: { ...input.query, limit: size, cursor: at },
    } as unknown as CallInput<E>) as Promise<Page<unknown>>;
  if (!all) return (await fetchPage(cursor, limit)) as Output<E>;
  const items: unknown[] = [];
  for (let at = cursor; ; ) {
    const page = await fetchPage(at, limit ?? 500);
    items.push(...page.items);
    if (page.next === null) return { ...page, items } as Output<E>;
    at = page.next;
  }
}

/** Shows a page: its table and how to get the next one, or the document. */
export function showList<T>(
  { output }: Session,
  page: Page<T>,
  columns: readonly Column<T>[],
  { nothing }: { nothing: string },
): void {
  if (page.items.length === 0 && output.format === "table") {
    output.note(nothing);
    return;
  }
  output.show(page, () => output.table(page.items, columns));
  if (page.next !== null) output.note(`There are more: add --cursor ${page.next}, or --all.`);
}
