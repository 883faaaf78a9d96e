/** What narrows a list: words, room, cluster, namespace, and the phases people look for. */
import { Chip, CloseButton, Group, NativeSelect, TextInput } from "@mantine/core";
import type { KeyboardEvent } from "react";
import { filterOf, toggleFilter } from "#features/search/search-words.ts";
import { SyntaxHelp } from "#features/search/syntax-help.tsx";
import { useMessages } from "#i18n/messages.ts";
import { fleetMessages } from "../messages.ts";
import { usePlaces } from "./places.ts";
import type { ListFilter } from "./use-live-rows.ts";

interface FilterBarProps {
  readonly words: string;
  readonly onWords: (words: string) => void;
  readonly namespace: string;
  readonly onNamespace: (namespace: string) => void;
  readonly filter: ListFilter;
  readonly onChange: (changes: ListFilter) => void;
  /** False for kinds that have none. */
  readonly withNamespace: boolean;
  /** Values of `phase:` worth a chip. */
  readonly phases: readonly string[];
}

export function FilterBar(props: FilterBarProps) {
  const { words, onWords, namespace, onNamespace, filter, onChange, withNamespace, phases } = props;
  const text = useMessages(fleetMessages);
  const places = usePlaces();
  const { room = "", cluster = "" } = filter;
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === "Escape") {
      if (words === "") event.currentTarget.blur();
      else onWords("");
    } else if (event.key === "ArrowDown" || (event.key === "Enter" && !event.nativeEvent.isComposing)) {
      event.currentTarget.closest(".list-page")?.querySelector<HTMLElement>("[role=grid]")?.focus();
    } else return;
    event.preventDefault();
  };
  return (
    <Group gap="xs" className="filter-bar">
      <TextInput
        data-filter
        className="filter-words"
        value={words}
        onChange={(event) => onWords(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={text.filterExample}
        aria-label={text.filter}
        size="xs"
        spellCheck={false}
        autoComplete="off"
        rightSection={
          words === "" ? null : (
            <CloseButton size="xs" aria-label={text.clearFilter} onClick={() => onWords("")} />
          )
        }
      />
      <SyntaxHelp />
      <NativeSelect
        size="xs"
        aria-label={text.room}
        value={room}
        data={[{ value: "", label: text.allRooms }, ...withChosen(places.rooms, room)]}
        onChange={(event) => onChange({ room: event.currentTarget.value || undefined, cluster: undefined })}
      />
      <NativeSelect
        size="xs"
        aria-label={text.cluster}
        value={cluster}
        data={[{ value: "", label: text.allClusters }, ...withChosen(places.clustersIn(room), cluster)]}
        onChange={(event) => onChange({ cluster: event.currentTarget.value || undefined })}
      />
      {withNamespace && (
        <TextInput
          size="xs"
          w={150}
          value={namespace}
          onChange={(event) => onNamespace(event.currentTarget.value)}
          placeholder={text.allNamespaces}
          aria-label={text.namespace}
          spellCheck={false}
          autoComplete="off"
        />
      )}
      {phases.length > 0 && (
        <Group gap={6} className="filter-chips">
          {phases.map((phase) => (
            <Chip
              key={phase}
              size="xs"
              variant="outline"
              checked={filterOf(words, "phase") === phase.toLowerCase()}
              onChange={() => onWords(toggleFilter(words, "phase", phase))}
            >
              {phase}
            </Chip>
          ))}
        </Group>
      )}
    </Group>
  );
}

/** What the address says stays choosable though nobody knows it. */
function withChosen(names: readonly string[], chosen: string): readonly string[] {
  return chosen === "" || names.includes(chosen) ? names : [...names, chosen];
}
