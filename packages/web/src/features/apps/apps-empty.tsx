/** In place of the list of apps: what an app is, and how the first one is made. */
import { Button, Code, Stack, Text } from "@mantine/core";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { newAppPage } from "./feature.ts";
import { appsMessages } from "./messages.ts";

/** @param none true: there is no app at all; false: none matches what was asked for */
export function AppsEmpty({ none }: { readonly none: boolean }) {
  const text = useMessages(appsMessages);
  const { may } = useSession();
  const go = useGo();
  if (!none)
    return (
      <Stack p="md" gap={4}>
        <Text fw={600}>{text.none}</Text>
        <Text size="sm" c="dimmed">
          {text.noneHint}
        </Text>
      </Stack>
    );
  return (
    <Stack p="md" gap="xs" align="flex-start" maw={640}>
      <Text fw={600}>{text.empty}</Text>
      <Text size="sm" style={{ whiteSpace: "normal" }}>
        {text.emptyHint}
      </Text>
      <Code block>
        {"halcyon app init frontpage --team news > frontpage.yaml\nhalcyon app apply -f frontpage.yaml"}
      </Code>
      {may("app.write") && <Button onClick={() => go(hrefOf(newAppPage, {}))}>{text.newApp}</Button>}
    </Stack>
  );
}
