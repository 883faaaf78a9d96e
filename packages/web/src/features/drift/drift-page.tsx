/** Drift over the whole fleet, live. */
import { driftEndpoints, driftStates, type DriftTarget } from "@halcyon/contracts";
import { Button, Group, Select, Text, TextInput } from "@mantine/core";
import { usePage } from "#app/pages.tsx";
import { useLive } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { useTyped } from "#ui/use-typed.ts";
import { DriftTargets } from "./drift-targets.tsx";
import { driftPage } from "./feature.ts";
import { Ignored } from "./ignored.tsx";
import { driftMessages } from "./messages.ts";

const limit = 100;
const filters = ["app", "team", "room", "cluster"] as const;

export function Page() {
  const text = useMessages(driftMessages);
  const format = useFormat();
  const { search, setSearch } = usePage(driftPage);
  const query = Object.fromEntries(
    [...filters, "state" as const].flatMap((name) => {
      const value = search[name];
      return value === undefined || value === "" ? [] : [[name, value]];
    }),
  );
  const { after } = search;
  const { item, problem } = useLive(driftEndpoints.watch, { query: { limit, ...query, cursor: after } });
  // Whatever narrows the list begins it anew.
  const narrow = (change: Partial<typeof search>) => setSearch({ ...change, after: undefined });
  return (
    <PageFrame
      title={text.title}
      aside={
        item !== undefined && (
          <Text size="sm">
            {text.counts(
              format.number(item.counts.drifted),
              format.number(item.counts.unknown),
              format.number(item.counts.same),
            )}
          </Text>
        )
      }
    >
      <Text size="sm" c="dimmed">
        {text.teach}
      </Text>
      <Group gap="xs">
        {filters.map((name) => (
          <Filter
            key={name}
            label={text[name]}
            value={search[name] ?? ""}
            onChange={(value) => narrow({ [name]: value })}
          />
        ))}
        <Select
          aria-label={text.state}
          value={search.state ?? ""}
          allowDeselect={false}
          data={[
            { value: "", label: text.notSame },
            { value: "all", label: text.all },
            ...driftStates.map((value) => ({ value, label: text[value] })),
          ]}
          onChange={(value) => narrow({ state: states.find((one) => one === value) })}
        />
      </Group>
      {problem !== undefined && <ProblemAlert problem={problem} />}
      {item === undefined ? (
        problem === undefined && <Waiting />
      ) : (
        <>
          {item.items.length === 0 && (
            <Text size="sm">
              {after !== undefined ? text.noMore : item.counts.same > 0 ? text.none : text.nothingRuns}
            </Text>
          )}
          <DriftTargets targets={item.items} named />
          <Group gap="xs">
            {after !== undefined && (
              <Button size="compact-sm" variant="default" onClick={() => setSearch({ after: undefined })}>
                {text.fromTheStart}
              </Button>
            )}
            {item.next !== null && (
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => setSearch({ after: item.next ?? undefined })}
              >
                {text.more}
              </Button>
            )}
          </Group>
        </>
      )}
      <Ignored app={undefined} />
    </PageFrame>
  );
}

const states: readonly (DriftTarget["state"] | "all")[] = [...driftStates, "all"];

interface FilterProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

/** A name; what is no name yet is not asked for. */
function Filter({ label, value, onChange }: FilterProps) {
  const [typed, setTyped] = useTyped(value, (name) => {
    if (/^([a-z0-9]([-a-z0-9]*[a-z0-9])?)?$/.test(name)) onChange(name);
  });
  return (
    <TextInput
      aria-label={label}
      placeholder={label}
      value={typed}
      maxLength={63}
      autoCapitalize="none"
      w={140}
      onChange={(event) => setTyped(event.currentTarget.value)}
    />
  );
}
