/** A page that lists one kind over the whole fleet, narrowed by what its address says. */
import { usePage } from "#app/pages.tsx";
import type { AnyEndpoint } from "#api/call.ts";
import { useLanguage } from "#i18n/language.ts";
import { PageFrame } from "#ui/page.tsx";
import type { ListPage } from "../pages.ts";
import { FilterBar } from "./filter-bar.tsx";
import { KindTabs } from "./kind-tabs.tsx";
import { LiveTable, type LiveTableProps } from "./live-table.tsx";
import { useTyped } from "#ui/use-typed.ts";

interface ListPageProps<E extends AnyEndpoint> extends Omit<LiveTableProps<E>, "filter" | "label" | "part"> {
  readonly page: ListPage;
  readonly withNamespace?: boolean;
  readonly phases?: readonly string[];
}

export function FleetList<E extends AnyEndpoint>({
  page,
  withNamespace = true,
  phases = [],
  ...table
}: ListPageProps<E>) {
  const title = page.title[useLanguage()];
  const { search, setSearch } = usePage(page);
  const [words, setWords] = useTyped(search.q ?? "", (q) => setSearch({ q }));
  const [namespace, setNamespace] = useTyped(search.namespace ?? "", (typed) =>
    setSearch({ namespace: typed }),
  );
  const { room, cluster } = search;
  const filter = {
    q: words,
    room: room || undefined,
    cluster: cluster || undefined,
    namespace: withNamespace ? namespace.trim() || undefined : undefined,
  };
  return (
    <div className="list-page">
      <PageFrame title={title} aside={<KindTabs filter={filter} />}>
        <FilterBar
          words={words}
          onWords={setWords}
          namespace={namespace}
          onNamespace={setNamespace}
          filter={filter}
          onChange={setSearch}
          withNamespace={withNamespace}
          phases={phases}
        />
        <LiveTable label={title} filter={filter} {...table} />
      </PageFrame>
    </div>
  );
}
