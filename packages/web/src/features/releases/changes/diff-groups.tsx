/** Changes of manifests, equal ones shown once. */
import { Accordion, Text } from "@mantine/core";
import { useMessages } from "#i18n/messages.ts";
import { DiffView } from "#ui/diff-view.tsx";
import { pageMessages } from "../page-messages.ts";
import { groupDiffs, type TargetDiff } from "./group.ts";

export function DiffGroups({ diffs }: { readonly diffs: readonly TargetDiff[] }) {
  const text = useMessages(pageMessages);
  const groups = groupDiffs(diffs);
  return (
    <Accordion multiple defaultValue={["0"]} variant="separated">
      {groups.map(({ targets, diff }, at) => (
        <Accordion.Item key={targets.join(" ")} value={String(at)}>
          <Accordion.Control>
            <Text size="sm" fw={600}>
              {targets.join(", ")}
            </Text>
          </Accordion.Control>
          <Accordion.Panel>
            {diff === "" ? (
              <Text size="sm" c="dimmed">
                {text.noDiff}
              </Text>
            ) : (
              <DiffView diff={diff} label={text.diffOf(targets.join(", "))} />
            )}
          </Accordion.Panel>
        </Accordion.Item>
      ))}
    </Accordion>
  );
}
