/** Filters as chips: each changes the text of the search, so that one sees how it is written. */
import { Chip, Group, Text } from "@mantine/core";
import { usePlaces } from "#features/fleet/list/places.ts";
import { useMessages } from "#i18n/messages.ts";
import type { HitKind } from "./by-kind.ts";
import { searchMessages } from "./messages.ts";
import { filterOf, toggleFilter, withFilter } from "./search-words.ts";

interface FilterChipsProps {
  readonly query: string;
  readonly onQuery: (query: string) => void;
}

const kinds: readonly HitKind[] = ["pod", "node", "deployment", "service", "ingress", "hpa"];
const phases = ["Failing", "Running", "Pending", "Failed", "CrashLoopBackOff", "NotReady", "Cordoned"];
/** With more clusters than that, one types. */
const mostPlaces = 12;

export function FilterChips({ query, onQuery }: FilterChipsProps) {
  const text = useMessages(searchMessages);
  const places = usePlaces();
  const clusters = places.clustersIn(filterOf(query, "room") ?? "");
  const toggle = (field: string) => (value: string) => {
    const next = toggleFilter(query, field, value);
    // A cluster of another room would leave nothing.
    onQuery(field === "room" ? withFilter(next, "cluster", undefined) : next);
  };
  return (
    <div className="chips">
      <Chips
        label={text.kinds}
        values={kinds}
        names={(kind) => text[kind]}
        chosen={filterOf(query, "kind")}
        onToggle={toggle("kind")}
      />
      {places.rooms.length > 1 && places.rooms.length <= mostPlaces && (
        <Chips
          label={text.rooms}
          values={places.rooms}
          names={(room) => room}
          chosen={filterOf(query, "room")}
          onToggle={toggle("room")}
        />
      )}
      {clusters.length > 1 && clusters.length <= mostPlaces && (
        <Chips
          label={text.clusters}
          values={clusters}
          names={(cluster) => cluster}
          chosen={filterOf(query, "cluster")}
          onToggle={toggle("cluster")}
        />
      )}
      <Chips
        label={text.phases}
        values={phases}
        names={(phase) => phase}
        chosen={filterOf(query, "phase")}
        onToggle={toggle("phase")}
      />
    </div>
  );
}

interface ChipsProps<T extends string> {
  readonly label: string;
  readonly values: readonly T[];
  readonly names: (value: T) => string;
  readonly chosen: string | undefined;
  readonly onToggle: (value: string) => void;
}

function Chips<T extends string>({ label, values, names, chosen, onToggle }: ChipsProps<T>) {
  return (
    <Group gap={6} role="group" aria-label={label}>
      <Text size="xs" c="dimmed" w={56}>
        {label}
      </Text>
      {values.map((value) => (
        <Chip
          key={value}
          size="xs"
          variant="outline"
          checked={chosen === value.toLowerCase()}
          onChange={() => onToggle(value)}
        >
          {names(value)}
        </Chip>
      ))}
    </Group>
  );
}
