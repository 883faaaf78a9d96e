/** A list of the fleet as it is now: its rows, how many there are, and which clusters' part of it is old. */
import { Text } from "@mantine/core";
import type { ReactNode } from "react";
import type { AnyEndpoint } from "#api/call.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { useLate } from "#ui/ago.tsx";
import { type Column, DataTable } from "#ui/data-table.tsx";
import { FreshnessNote, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { fleetMessages } from "../messages.ts";
import { type ListFilter, type RowOf, useLiveRows } from "./use-live-rows.ts";

export interface LiveTableProps<E extends AnyEndpoint> {
  readonly endpoint: E;
  readonly label: string;
  readonly filter: ListFilter;
  readonly columns: readonly Column<RowOf<E>>[];
  readonly keyOf: (row: RowOf<E>) => string;
  readonly hrefOf?: (row: RowOf<E>) => string;
  readonly onMark?: (row: RowOf<E>) => void;
  /** Beside the number of rows; it is given the rows in sight and near. */
  readonly renderTools?: (rows: readonly RowOf<E>[], total: number) => ReactNode;
  /** In place of rows when there are none at all. */
  readonly empty?: ReactNode;
  /** True where the page itself says how far its cluster can be believed. */
  readonly part?: boolean;
}

/** Rows that `renderTools` are given at most. */
const mostForTools = 100;

export function LiveTable<E extends AnyEndpoint>(props: LiveTableProps<E>) {
  const { endpoint, label, filter, columns, keyOf, hrefOf, onMark, renderTools, empty, part = false } = props;
  const text = useMessages(fleetMessages);
  const format = useFormat();
  const { total, rowAt, clusters, problem, subject, onRange } = useLiveRows(endpoint, filter, keyOf);
  const { q, room, cluster, namespace } = filter;
  const behind = subject !== JSON.stringify({ q: q?.trim(), room, cluster, namespace });
  const late = useLate(behind && total !== undefined);
  const narrowed = [q, room, cluster, namespace].some((part) => part !== undefined && part !== "");
  return (
    <div className="live-table">
      <div className="live-table-top">
        <Text size="sm" c="dimmed" role="status">
          {total === undefined ? "" : text.total(format.number(total))}
        </Text>
        {total !== undefined && renderTools?.(firstRows(rowAt, total), total)}
      </div>
      {!part && <FreshnessNote clusters={clusters} />}
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {total === undefined && problem === undefined && <Waiting />}
      {total !== undefined && (
        <div className={late ? "live-table-rows behind" : "live-table-rows"}>
          <DataTable
            label={label}
            columns={columns}
            total={total}
            rowAt={rowAt}
            keyOf={keyOf}
            {...(hrefOf ? { hrefOf } : {})}
            {...(onMark ? { onMark } : {})}
            {...(subject === undefined ? {} : { subject })}
            onRange={onRange}
            height="100%"
            empty={
              <Text c="dimmed" size="sm" p="md">
                {narrowed ? text.nothingMatches : (empty ?? text.nothingHere)}
              </Text>
            }
          />
        </div>
      )}
    </div>
  );
}

function firstRows<T>(rowAt: (index: number) => T | undefined, total: number): T[] {
  const rows: T[] = [];
  for (let index = 0; index < Math.min(total, mostForTools); index++) {
    const row = rowAt(index);
    if (row !== undefined) rows.push(row);
  }
  return rows;
}
