import { type Change, changeEndpoints } from "@halcyon/contracts";
import { Stack } from "@mantine/core";
import { useEffect, useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { useLive } from "#api/hooks.ts";
import { usePages } from "#api/pages.ts";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { verbWords } from "#features/audit/words.ts";
import type { Column } from "#ui/data-table.tsx";
import { PageFrame } from "#ui/page.tsx";
import { PagedTable } from "#ui/paged-table.tsx";
import { ChangeDrawer } from "./change-drawer.tsx";
import { ChangeFilters } from "./change-filters.tsx";
import { changesPage } from "./feature.ts";
import { GitLine } from "./git-line.tsx";
import { changesMessages } from "./messages.ts";

/** What was changed, by whom, why, and the way back. */
export function Page() {
  const text = useMessages(changesMessages);
  const { search, setSearch } = usePage(changesPage);
  const { change: opened, ...filters } = search;
  const rows = usePages(changeEndpoints.list, { query: filters });
  const columns = useColumns();
  const newest = useLive(changeEndpoints.listWatch, { query: { ...filters, limit: 1 } }).item?.items[0]?.id;
  const { refresh } = rows;
  const shown = rows.items[0]?.id;
  useEffect(() => {
    if (newest !== undefined && newest !== shown) refresh();
    // Only a new change asks anew: what the list shows then is its own matter.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [newest]);
  const filtered = Object.values(filters).some((value) => value !== undefined);
  return (
    <PageFrame title={text.title} aside={<GitLine />}>
      <Stack gap="sm" className="fill-page">
        <ChangeFilters filters={filters} onChange={setSearch} />
        <PagedTable<Change>
          pages={rows}
          label={text.list}
          columns={columns}
          keyOf={({ id }) => id}
          hrefOf={({ id }) => hrefOf(changesPage, {}, { ...filters, change: id })}
          subject={JSON.stringify(filters)}
          nothing={filtered ? text.noMatch : text.nothing}
          nothingHint={filtered ? undefined : text.nothingHint}
        />
      </Stack>
      <ChangeDrawer id={opened} onClose={() => setSearch({ change: undefined })} />
    </PageFrame>
  );
}

function useColumns(): readonly Column<Change>[] {
  const text = useMessages(changesMessages);
  const language = useLanguage();
  const format = useFormat();
  return useMemo(
    () => [
      {
        key: "at",
        header: text.at,
        width: "minmax(114px, 124px)",
        cell: ({ at }) => <span title={format.dateTime(at)}>{format.moment(at)}</span>,
      },
      { key: "who", header: text.who, width: "minmax(58px, 1fr)", cell: ({ by }) => by.displayName },
      {
        key: "what",
        header: text.what,
        width: "minmax(92px, 1.4fr)",
        cell: ({ verb }) => <span title={verb}>{verbWords[verb]?.[language] ?? verb}</span>,
      },
      { key: "subject", header: text.subject, width: "minmax(92px, 1.4fr)", cell: nameOf },
      {
        key: "reaches",
        header: text.reaches,
        width: "minmax(92px, 1.4fr)",
        wide: true,
        cell: ({ clusters }) => <span title={clusters.join(", ")}>{clusters.join(", ")}</span>,
      },
      {
        key: "why",
        header: text.why,
        width: "minmax(92px, 2fr)",
        wide: true,
        cell: ({ message }) => <span title={message}>{message}</span>,
      },
    ],
    [text, language, format],
  );
}

function nameOf({ subject, version, kind }: Change): string {
  return version === null || kind === "release" ? subject : `${subject} v${version}`;
}
