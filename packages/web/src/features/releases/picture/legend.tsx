import { Group, Text } from "@mantine/core";
import { useMemo } from "react";
import { useMessages } from "#i18n/messages.ts";
import { type CellState, cellStates, cellsOf } from "./cells.ts";
import { Sign } from "./glyphs.tsx";
import { cellWords, pictureMessages } from "./messages.ts";
import type { Scene } from "./scene.ts";

/** The signs that stand in the picture now, with their words. */
export function Legend({ scene }: { readonly scene: Scene }) {
  const text = useMessages(pictureMessages);
  const present = useMemo(() => {
    const states = new Set<CellState>();
    for (const target of scene.plan.targets) {
      const status = scene.targets.find((one) => one.target === target.target);
      if (status !== undefined) for (const state of cellsOf(target, status)) states.add(state);
    }
    return cellStates.filter((state) => states.has(state));
  }, [scene]);
  return (
    <Group gap="md" mt="xs" role="group" aria-label={text.legend}>
      {present.map((state) => (
        <Group key={state} gap={6} wrap="nowrap">
          <Sign state={state} />
          <Text size="xs" c="dimmed">
            {text[cellWords[state]]}
          </Text>
        </Group>
      ))}
    </Group>
  );
}
