/** Ctrl K: everything that can be done, and the whole fleet, by typing. */
import { fleetEndpoints, type SearchHit } from "@halcyon/contracts";
import { Group, Kbd, Modal, ScrollArea, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { type KeyboardEvent, type ReactNode, useEffect, useState } from "react";
import { useGo } from "#app/pages.tsx";
import { appMessages } from "#app/messages.ts";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Action } from "./action.ts";
import { hrefOfHit } from "./hits.ts";

interface Choice {
  readonly key: string;
  readonly content: ReactNode;
  readonly choose: () => void;
}

interface PaletteProps {
  readonly opened: boolean;
  readonly onClose: () => void;
  readonly actions: readonly Action[];
}

const pauseMs = 60;
const shownHits = 20;

export function Palette({ opened, onClose, actions }: PaletteProps) {
  const text = useMessages(appMessages);
  return (
    <Modal
      opened={opened}
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      size="lg"
      yOffset="10vh"
      // There with the key that opens it: what is typed next belongs to it.
      transitionProps={{ duration: 0 }}
      attributes={{ content: { "aria-label": text.palette } }}
    >
      {opened && <PaletteContent onClose={onClose} actions={actions} />}
    </Modal>
  );
}

function PaletteContent({ onClose, actions }: Omit<PaletteProps, "opened">) {
  const text = useMessages(appMessages);
  const language = useLanguage();
  const format = useFormat();
  const { may } = useSession();
  const go = useGo();
  const [words, setWords] = useState("");
  const [at, setAt] = useState(0);
  const [asked] = useDebouncedValue(words.trim(), pauseMs);
  const hits = useGet(
    fleetEndpoints.search,
    { query: { q: asked, limit: shownHits } },
    { enabled: asked !== "" && may("fleet.read"), keep: true },
  );

  const wanted = words.trim().toLowerCase();
  const doable: readonly Choice[] = actions
    .filter(({ id, label }) => `${label[language]} ${label.en} ${id}`.toLowerCase().includes(wanted))
    .map((action) => ({
      key: action.id,
      content: (
        <Group justify="space-between" wrap="nowrap">
          <Text size="sm">{action.label[language]}</Text>
          {action.keys !== undefined && <Kbd size="xs">{action.keys}</Kbd>}
        </Group>
      ),
      choose: () => action.perform({ go }),
    }));
  const found: readonly Choice[] = (wanted === "" ? [] : (hits.data?.items ?? [])).map((hit) => ({
    key: `${hit.kind} ${hit.cluster} ${hit.namespace} ${hit.name}`,
    content: <Hit hit={hit} />,
    choose: () => go(hrefOfHit(hit)),
  }));
  const all: Choice = {
    key: "all",
    content: (
      <Text size="sm" c="dimmed">
        {text.allResults(format.number(hits.data?.total ?? 0))}
      </Text>
    ),
    choose: () => go(`/search?${new URLSearchParams({ q: words.trim() })}`),
  };
  const choices = [...doable.slice(0, wanted === "" ? 50 : 6), ...found, ...(found.length > 0 ? [all] : [])];
  const chosen = Math.min(at, choices.length - 1);
  useEffect(() => setAt(0), [words]);
  useEffect(() => {
    document.getElementById(`choice-${chosen}`)?.scrollIntoView({ block: "nearest" });
  }, [chosen]);

  const take = (choice: Choice | undefined) => {
    if (choice === undefined) return;
    onClose();
    choice.choose();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.key === "ArrowDown") setAt(Math.min(chosen + 1, choices.length - 1));
    else if (event.key === "ArrowUp") setAt(Math.max(chosen - 1, 0));
    else if (event.key === "Enter" && !event.nativeEvent.isComposing) take(choices[chosen]);
    else return;
    event.preventDefault();
  };
  return (
    <>
      <TextInput
        value={words}
        onChange={(event) => setWords(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        placeholder={text.search}
        aria-label={text.search}
        role="combobox"
        aria-expanded={choices.length > 0}
        aria-controls="choices"
        aria-activedescendant={choices.length > 0 ? `choice-${chosen}` : undefined}
        variant="unstyled"
        size="md"
        px="md"
        autoFocus
        data-autofocus
      />
      <ScrollArea.Autosize mah="60vh">
        <div id="choices" role="listbox" aria-label={text.palette}>
          {choices.map((choice, index) => (
            <div
              key={choice.key}
              id={`choice-${index}`}
              role="option"
              tabIndex={-1}
              aria-selected={index === chosen}
              className="choice"
              onMouseMove={() => setAt(index)}
              onClick={() => take(choice)}
              onKeyDown={() => undefined}
            >
              {choice.content}
            </div>
          ))}
          {choices.length === 0 && !hits.isFetching && (
            <Text c="dimmed" size="sm" p="md">
              {text.noMatch}
            </Text>
          )}
        </div>
      </ScrollArea.Autosize>
    </>
  );
}

function Hit({ hit }: { readonly hit: SearchHit }) {
  return (
    <Group justify="space-between" wrap="nowrap" gap="sm">
      <Text size="sm" truncate>
        <Text span c="dimmed" size="xs">
          {hit.kind}
        </Text>{" "}
        {hit.name}
      </Text>
      <Text size="xs" c="dimmed" truncate>
        {[hit.status, hit.ip, hit.cluster].filter((part) => part !== "").join(" · ")}
      </Text>
    </Group>
  );
}
