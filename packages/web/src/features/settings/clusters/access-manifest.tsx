import { fleetEndpoints } from "@halcyon/contracts";
import { Button, Code, Collapse, Group, ScrollArea, Stack, Text, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useState } from "react";
import { useGet } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { Copy } from "#ui/copy.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { saveFile } from "#ui/save-file.ts";
import { Section } from "../parts/section.tsx";
import { checkMessages } from "./check-messages.ts";

const fileName = "halcyon-access.yaml";
const applyCommand = `kubectl apply -f ${fileName}`;
const tokenCommand =
  "kubectl -n halcyon-system get secret halcyon-token -o jsonpath='{.data.token}' | base64 -d";

/** The rights Halcyon needs in a cluster, to take along. */
export function AccessManifest({ wanted }: { readonly wanted: boolean }) {
  const text = useMessages(checkMessages);
  const [chosen, setChosen] = useState<boolean | null>(null);
  const opened = chosen ?? wanted;
  const [typed, setTyped] = useState("");
  const [user] = useDebouncedValue(typed.trim(), 300);
  const manifest = useGet(
    fleetEndpoints.clusterAccess,
    { query: user === "" ? {} : { user } },
    { enabled: opened, keep: true, staleMs: 600_000 },
  );
  return (
    <Section
      title={text.rightsTitle}
      about={text.rightsAbout}
      aside={
        <Button size="compact-xs" variant="subtle" aria-expanded={opened} onClick={() => setChosen(!opened)}>
          {opened ? text.rightsHide : text.rightsShow}
        </Button>
      }
    >
      <Collapse expanded={opened}>
        <Stack gap="sm">
          <TextInput
            label={text.rightsFor}
            description={text.rightsForAbout}
            placeholder="halcyon"
            autoCapitalize="none"
            spellCheck={false}
            maxLength={253}
            value={typed}
            onChange={(event) => setTyped(event.currentTarget.value)}
          />
          {manifest.error !== null && <ProblemAlert problem={manifest.error.problem} />}
          {manifest.data !== undefined && (
            <>
              <Group gap="xs">
                <Copy value={manifest.data} label={text.manifest} />
                <Button
                  size="xs"
                  variant="light"
                  onClick={() => saveFile(fileName, "application/yaml", manifest.data)}
                >
                  {text.download}
                </Button>
              </Group>
              <ScrollArea.Autosize mah={240} type="auto" tabIndex={0} aria-label={text.manifest}>
                <Code block>{manifest.data}</Code>
              </ScrollArea.Autosize>
              <Command about={text.apply} command={applyCommand} />
              {user === "" && <Command about={text.tokenCommand} command={tokenCommand} />}
            </>
          )}
        </Stack>
      </Collapse>
    </Section>
  );
}

function Command({ about, command }: { readonly about: string; readonly command: string }) {
  return (
    <Stack gap={4}>
      <Text size="sm">{about}</Text>
      <Group gap="xs" wrap="nowrap">
        <Code style={{ overflowWrap: "anywhere" }}>{command}</Code>
        <Copy value={command} label={command} />
      </Group>
    </Stack>
  );
}
