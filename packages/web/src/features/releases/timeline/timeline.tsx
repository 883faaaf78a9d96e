/** Who did what, when, to which instances: the newest first, as it happens. */
import type { Release, TimelineEntry } from "@halcyon/contracts";
import { Badge, Button, Group, Stack, Switch, Text, TextInput } from "@mantine/core";
import { useState } from "react";
import { usePage } from "#app/pages.tsx";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { saveFile } from "#ui/save-file.ts";
import { useTyped } from "#ui/use-typed.ts";
import { releasePage } from "../feature.ts";
import { kindNames } from "../names.ts";
import { pageMessages } from "../page-messages.ts";
import { timelineCsv, timelineJson } from "./export.ts";
import { useTimeline } from "./use-timeline.ts";

interface TimelineProps {
  readonly release: Release;
}

const page = 100;

export function Timeline({ release }: TimelineProps) {
  const text = useMessages(pageMessages);
  const { search, setSearch } = usePage(releasePage);
  const [words, setWords] = useTyped(search.q ?? "", (q) => setSearch({ q }));
  const writes = search.writes === "all";
  const format = useFormat();
  const entries = useTimeline(release);
  const [shown, setShown] = useState(page);
  const found = entries
    .filter((entry) => (writes || entry.kind !== "write") && matches(entry, words))
    .toReversed();
  return (
    <Stack gap="xs">
      <Group gap="xs">
        <TextInput
          size="xs"
          aria-label={text.filterTimeline}
          placeholder={text.filterTimeline}
          value={words}
          onChange={(event) => setWords(event.currentTarget.value)}
        />
        <Switch
          size="xs"
          label={text.writes}
          checked={writes}
          onChange={(event) => setSearch({ writes: event.currentTarget.checked ? "all" : undefined })}
        />
        <Group gap={4} role="group" aria-label={text.export}>
          <Text size="xs" c="dimmed">
            {text.export}:
          </Text>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => saveFile(`${release.id}.json`, "application/json", timelineJson(entries))}
          >
            {text.asJson}
          </Button>
          <Button
            size="compact-xs"
            variant="default"
            onClick={() => saveFile(`${release.id}.csv`, "text/csv", timelineCsv(entries))}
          >
            {text.asCsv}
          </Button>
        </Group>
      </Group>
      {found.length === 0 && (
        <Text size="sm" c="dimmed">
          {text.noEntries}
        </Text>
      )}
      <ol className="timeline">
        {found.slice(0, shown).map((entry) => (
          <Entry key={entry.seq} entry={entry} />
        ))}
      </ol>
      {found.length > shown && (
        <Button size="xs" variant="default" onClick={() => setShown(shown + page * 5)}>
          {text.more(format.number(found.length - shown))}
        </Button>
      )}
    </Stack>
  );
}

function matches(entry: TimelineEntry, words: string): boolean {
  const all = [entry.actor, entry.kind, entry.target ?? "", entry.text, ...entry.instances]
    .join(" ")
    .toLowerCase();
  return words
    .toLowerCase()
    .split(/\s+/)
    .every((word) => all.includes(word));
}

function Entry({ entry }: { readonly entry: TimelineEntry }) {
  const text = useMessages(pageMessages);
  const kinds = useMessages(kindNames);
  const format = useFormat();
  const { at, actor, kind, step, target, instances } = entry;
  return (
    <li className={`timeline-entry ${kind === "write" ? "quiet" : ""}`}>
      <time dateTime={at} title={format.dateTime(at)}>
        {format.time(at)}
      </time>
      <div>
        <Group gap={6}>
          <Badge size="xs" variant="default" tt="none">
            {kind in kinds ? kinds[kind as keyof typeof kinds] : kind}
          </Badge>
          <Text span size="xs" fw={600}>
            {actor}
          </Text>
          <Text span size="xs" c="dimmed">
            {[step === null ? "" : text.stepNumber(step), target ?? ""]
              .filter((part) => part !== "")
              .join(" · ")}
          </Text>
        </Group>
        <Text size="sm" style={{ overflowWrap: "anywhere" }}>
          {entry.text}
        </Text>
        {instances.length > 0 && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: "anywhere" }}>
            {instances.join(", ")}
          </Text>
        )}
      </div>
    </li>
  );
}
