import { fleetEndpoints } from "@halcyon/contracts";
import { CloseButton, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, type ReactNode, useRef } from "react";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useTyped } from "#ui/use-typed.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "#ui/messages.ts";
import { FreshnessNote, PageFrame } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { searchPage } from "./feature.ts";
import { FilterChips } from "./filter-chips.tsx";
import { searchMessages } from "./messages.ts";
import { Results } from "./results.tsx";
import "./search.css";
import { SyntaxTable } from "./syntax-help.tsx";

const pauseMs = 50;
const most = 200;

/** The whole fleet, as one types. */
export function Page(): ReactNode {
  const text = useMessages(searchMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const { search, setSearch } = usePage(searchPage);
  const [query, setQuery] = useTyped(search.q ?? "", (q) => setSearch({ q }));
  const [asked] = useDebouncedValue(query.trim(), pauseMs);
  const box = useRef<HTMLInputElement>(null);
  const list = useRef<HTMLDivElement>(null);
  const { data, error } = useGet(
    fleetEndpoints.search,
    { query: { q: asked, limit: most } },
    { enabled: asked !== "", keep: true },
  );
  const take = (changed: string) => {
    setQuery(changed);
    box.current?.focus();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") list.current?.querySelector<HTMLElement>("a.hit")?.focus();
    else if (event.key === "Enter" && !event.nativeEvent.isComposing)
      list.current?.querySelector<HTMLElement>("a.hit")?.click();
    else return;
    event.preventDefault();
  };
  /** Up and down from result to result, and from the first back to what is typed. */
  const onListKey = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    const hits = [...(list.current?.querySelectorAll<HTMLElement>("a.hit") ?? [])];
    const at = hits.indexOf(event.target as HTMLElement);
    if (step === 0 || at === -1) return;
    event.preventDefault();
    (at + step < 0 ? box.current : hits[at + step])?.focus();
  };
  const answer = asked === "" ? undefined : data;
  return (
    <PageFrame title={text.title}>
      <TextInput
        ref={box}
        data-filter
        data-autofocus
        autoFocus
        value={query}
        onChange={(event) => setQuery(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={text.placeholder}
        aria-label={text.title}
        spellCheck={false}
        autoComplete="off"
        rightSection={
          query === "" ? null : <CloseButton size="sm" aria-label={ui.clear} onClick={() => take("")} />
        }
      />
      <FilterChips query={query} onQuery={take} />
      {error !== null && <ProblemAlert problem={error.problem} />}
      {asked === "" && (
        <SyntaxTable onTake={(example) => take(query === "" ? example : `${query.trim()} ${example}`)} />
      )}
      {answer !== undefined && (
        <>
          <Text size="sm" c="dimmed" role="status">
            {answer.total === 0
              ? text.nothing
              : answer.total > answer.items.length
                ? text.shown(format.number(answer.items.length), format.number(answer.total))
                : text.found(format.number(answer.total))}
          </Text>
          <FreshnessNote clusters={answer.clusters} />
          <Stack ref={list} gap="sm" onKeyDown={onListKey}>
            <Results hits={answer.items} query={query} />
          </Stack>
        </>
      )}
    </PageFrame>
  );
}
