/** Whom a base would concern, before it is stored. */
import type { BaseCheck } from "@halcyon/contracts";
import { List, Stack, Text } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { StateBadge } from "#ui/state.tsx";
import { baseMessages } from "./messages.ts";

export function BaseEffects({ answer }: { readonly answer: BaseCheck }) {
  const text = useMessages(baseMessages);
  const format = useFormat();
  const { valid, apps, checked } = answer;
  if (!valid) return <StateBadge tone="bad" label={text.invalid} />;
  if (apps.length === 0) return <StateBadge tone="good" label={text.calm(format.number(checked))} />;
  const fails = apps.some(({ outcome }) => outcome === "fails");
  return (
    <Stack gap="xs" role="status">
      <StateBadge
        tone={fails ? "bad" : "busy"}
        label={text.concerns(format.number(apps.length), format.number(checked))}
      />
      <List size="sm" spacing={4}>
        {apps.map(({ app, outcome, clusters, problems }) => (
          <List.Item key={app}>
            <strong>{app}</strong> {text[outcome]} {clusters.join(", ")}
            {problems.map(({ line, path, message }) => (
              <Text key={`${line} ${path} ${message}`} size="xs" c="dimmed">
                {message}
              </Text>
            ))}
          </List.Item>
        ))}
      </List>
    </Stack>
  );
}
