import { accessEndpoints } from "@halcyon/contracts";
import { Button, Group, Select, SimpleGrid, Stack } from "@mantine/core";
import { useMemo, useState } from "react";
import { useGet } from "#api/hooks.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { SearchField } from "#ui/search-field.tsx";
import type { AuditQuery } from "./export.ts";
import { auditMessages } from "./messages.ts";
import { MomentField } from "./moment-field.tsx";
import { kindWords, verbWords } from "./words.ts";

type Filters = { readonly [K in keyof AuditQuery]?: string | undefined };

interface AuditFiltersProps {
  readonly filters: Filters;
  readonly onChange: (changes: Filters) => void;
}

const hourMs = 3_600_000;

export function AuditFilters({ filters, onChange }: AuditFiltersProps) {
  const text = useMessages(auditMessages);
  const language = useLanguage();
  const teams = useGet(accessEndpoints.listTeams, { query: { limit: 1_000 } });
  const hidden = [filters.kind, filters.subject, filters.app, filters.team, filters.since, filters.until];
  const [more, setMore] = useState(hidden.some((value) => value !== undefined));
  const verbs = useVerbs(filters.verb);
  const word = (name: keyof Filters) => (value: string | null) => onChange({ [name]: value || undefined });
  const sinceAgo = (ms: number) => () =>
    onChange({ since: new Date(Date.now() - ms).toISOString(), until: undefined });
  const teamNames = new Set([
    ...(teams.data?.items ?? []).map(({ name }) => name),
    ...((filters.team ?? "") ? [filters.team ?? ""] : []),
  ]);

  return (
    <Stack gap="xs" role="search">
      <Group gap="xs" align="flex-end">
        <Select
          label={text.verb}
          size="xs"
          w={220}
          searchable
          clearable
          data={verbs}
          value={filters.verb ?? null}
          onChange={word("verb")}
        />
        <SearchField label={text.actor} value={filters.actor ?? ""} onChange={word("actor")} />
        <Button size="xs" variant="subtle" aria-expanded={more} onClick={() => setMore(!more)}>
          {more ? text.fewer : text.more}
        </Button>
        {Object.values(filters).some((value) => value !== undefined) && (
          <Button
            size="xs"
            variant="subtle"
            onClick={() =>
              onChange(Object.fromEntries(Object.keys(filters).map((name) => [name, undefined])))
            }
          >
            {text.clear}
          </Button>
        )}
      </Group>
      {more && (
        <SimpleGrid cols={{ base: 2, sm: 3, lg: 6 }} spacing="xs" verticalSpacing="xs">
          <Select
            label={text.kind}
            size="xs"
            clearable
            data={Object.entries(kindWords).map(([value, words]) => ({ value, label: words[language] }))}
            value={filters.kind ?? null}
            onChange={word("kind")}
          />
          <SearchField label={text.subjectFilter} value={filters.subject ?? ""} onChange={word("subject")} />
          <Select
            label={text.team}
            size="xs"
            clearable
            searchable
            data={[...teamNames]}
            value={filters.team ?? null}
            onChange={word("team")}
          />
          <SearchField label={text.app} value={filters.app ?? ""} onChange={word("app")} />
          <MomentField label={text.since} value={filters.since} onChange={word("since")} />
          <MomentField label={text.until} value={filters.until} onChange={word("until")} />
        </SimpleGrid>
      )}
      {more && (
        <Group gap={4}>
          {(
            [
              [text.lastHour, hourMs],
              [text.lastDay, 24 * hourMs],
              [text.lastWeek, 7 * 24 * hourMs],
            ] as const
          ).map(([label, ms]) => (
            <Button
              key={ms}
              size="compact-xs"
              variant="default"
              aria-label={`${text.since}: ${label}`}
              onClick={sinceAgo(ms)}
            >
              {label}
            </Button>
          ))}
        </Group>
      )}
    </Stack>
  );
}

/** All verbs by kind, each kind also as a whole; and the one in the address, should this version not know it. */
function useVerbs(current: string | undefined) {
  const text = useMessages(auditMessages);
  const language = useLanguage();
  return useMemo(() => {
    const groups = new Map<string, { value: string; label: string }[]>();
    for (const [verb, words] of Object.entries(verbWords)) {
      const kind = verb.split(".")[0] ?? "";
      const group = kindWords[kind]?.[language] ?? text.others;
      const items = groups.get(group) ?? [{ value: kind, label: text.all(group) }];
      items.push({ value: verb, label: words[language] });
      groups.set(group, items);
    }
    const known = [...groups].map(([group, items]) => ({ group, items }));
    const all = known.flatMap(({ items }) => items.map(({ value }) => value));
    return current === undefined || all.includes(current)
      ? known
      : [...known, { group: text.others, items: [{ value: current, label: current }] }];
  }, [text, language, current]);
}
