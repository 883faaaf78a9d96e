import { Button, Group, Select } from "@mantine/core";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { kindWords } from "#features/audit/words.ts";
import { SearchField } from "#ui/search-field.tsx";
import { changesMessages } from "./messages.ts";

const fields = ["text", "by", "app", "team", "room", "cluster"] as const;
type Name = (typeof fields)[number] | "kind" | "since" | "until";
type Filters = { readonly [K in Name]?: string | undefined };

const hourMs = 3_600_000;

interface ChangeFiltersProps {
  readonly filters: Filters;
  readonly onChange: (changes: Filters) => void;
}

export function ChangeFilters({ filters, onChange }: ChangeFiltersProps) {
  const text = useMessages(changesMessages);
  const language = useLanguage();
  const since = (ms: number) => () =>
    onChange({ since: new Date(Date.now() - ms).toISOString(), until: undefined });
  const kinds = Object.entries(kindWords).filter(([kind]) => !["session", "token", "change"].includes(kind));
  return (
    <Group gap="xs" align="flex-end" role="search">
      {fields.map((name) => (
        <SearchField
          key={name}
          label={text[name]}
          value={filters[name] ?? ""}
          onChange={(value) => onChange({ [name]: value || undefined })}
        />
      ))}
      <Select
        label={text.kind}
        size="xs"
        w={130}
        clearable
        data={kinds.map(([value, words]) => ({ value, label: words[language] }))}
        value={filters.kind ?? null}
        onChange={(value) => onChange({ kind: value ?? undefined })}
      />
      <Button size="xs" variant="default" onClick={since(hourMs)}>
        {text.lastHour}
      </Button>
      <Button size="xs" variant="default" onClick={since(24 * hourMs)}>
        {text.lastDay}
      </Button>
      {Object.values(filters).some((value) => value !== undefined) && (
        <Button
          size="xs"
          variant="subtle"
          onClick={() => onChange(Object.fromEntries(Object.keys(filters).map((name) => [name, undefined])))}
        >
          {text.clear}
        </Button>
      )}
    </Group>
  );
}
