import { type AuditEvent, auditEndpoints } from "@halcyon/contracts";
import { Button, Stack } from "@mantine/core";
import { useMemo } from "react";
import { hrefOf } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { usePages } from "#api/pages.ts";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Column } from "#ui/data-table.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { PageFrame } from "#ui/page.tsx";
import { PagedTable } from "#ui/paged-table.tsx";
import { AuditFilters } from "./audit-filters.tsx";
import { EventDrawer } from "./event-drawer.tsx";
import { ExportMenu } from "./export-menu.tsx";
import { auditPage } from "./feature.ts";
import { hrefOfSubject } from "./links.ts";
import { auditMessages } from "./messages.ts";
import { verbWords } from "./words.ts";

/** Who changed what, newest first. */
export function Page() {
  const text = useMessages(auditMessages);
  const { search, setSearch } = usePage(auditPage);
  const { event: opened, ...filters } = search;
  const rows = usePages(auditEndpoints.list, { query: filters });
  const columns = useColumns();
  const filtered = Object.values(filters).some((value) => value !== undefined);
  return (
    <PageFrame
      title={text.title}
      aside={
        <>
          <Button
            size="xs"
            variant="default"
            onClick={rows.refresh}
            loading={rows.isFetching && !rows.isPending}
          >
            {text.refresh}
          </Button>
          <ExportMenu query={filters} />
        </>
      }
    >
      <Stack gap="sm" className="fill-page">
        <AuditFilters filters={filters} onChange={setSearch} />
        <PagedTable<AuditEvent>
          pages={rows}
          label={text.list}
          columns={columns}
          keyOf={({ id }) => id}
          hrefOf={({ id }) => hrefOf(auditPage, {}, { ...filters, event: id })}
          subject={JSON.stringify(filters)}
          nothing={filtered ? text.noMatch : text.nothing}
          nothingHint={filtered ? undefined : text.nothingHint}
        />
      </Stack>
      <EventDrawer
        id={opened}
        known={rows.items.find(({ id }) => id === opened)}
        onClose={() => setSearch({ event: undefined })}
      />
    </PageFrame>
  );
}

function useColumns(): readonly Column<AuditEvent>[] {
  const text = useMessages(auditMessages);
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
      { key: "who", header: text.who, width: "minmax(58px, 1fr)", cell: ({ actor }) => actor.displayName },
      {
        key: "what",
        header: text.what,
        width: "minmax(92px, 1.6fr)",
        cell: ({ verb }) => <span title={verb}>{verbWords[verb]?.[language] ?? verb}</span>,
      },
      {
        key: "subject",
        header: text.subject,
        width: "minmax(92px, 1.6fr)",
        cell: ({ subject }) => {
          const href = hrefOfSubject(subject);
          return href === null ? subject.name : <HrefLink href={href}>{subject.name}</HrefLink>;
        },
      },
      {
        key: "team",
        header: text.team,
        width: "110px",
        wide: true,
        cell: ({ subject }) => subject.team ?? "",
      },
      { key: "app", header: text.app, width: "130px", wide: true, cell: ({ subject }) => subject.app ?? "" },
      {
        key: "address",
        header: text.address,
        width: "130px",
        wide: true,
        cell: ({ address }) => address ?? "",
      },
    ],
    [text, language, format],
  );
}
