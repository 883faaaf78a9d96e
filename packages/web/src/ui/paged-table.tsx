/** A page's list that is read page by page: what went wrong with it, the wait for it, its rows, or what it says without any. */
import { Stack, Text } from "@mantine/core";
import type { Pages } from "#api/pages.ts";
import { DataTable, type DataTableProps } from "./data-table.tsx";
import { Waiting } from "./page.tsx";
import { ProblemAlert } from "./problem-alert.tsx";

interface PagedTableProps<T>
  extends Pick<DataTableProps<T>, "label" | "columns" | "keyOf" | "hrefOf" | "subject"> {
  readonly pages: Pages<T>;
  /** What is said when there are no rows. */
  readonly nothing: string;
  /** What to do about it, or why; left out when the list is only narrowed too far. */
  readonly nothingHint?: string | undefined;
}

/** Takes the rest of a `fill-page`. */
export function PagedTable<T>({ pages, nothing, nothingHint, ...table }: PagedTableProps<T>) {
  return (
    <>
      {pages.error !== null && <ProblemAlert problem={pages.error.problem} />}
      {pages.isPending ? (
        <Waiting />
      ) : (
        <div className="fill-rest">
          <DataTable<T>
            {...table}
            total={pages.total}
            rowAt={pages.rowAt}
            onRange={pages.onRange}
            height="100%"
            empty={
              <Stack p="md" gap={4}>
                <Text size="sm">{nothing}</Text>
                {nothingHint !== undefined && (
                  <Text size="sm" c="dimmed">
                    {nothingHint}
                  </Text>
                )}
              </Stack>
            }
          />
        </div>
      )}
    </>
  );
}
