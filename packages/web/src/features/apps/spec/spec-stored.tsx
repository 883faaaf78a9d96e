/** What came of storing a spec, and what comes next. */
import { Alert, Group, Stack, Text } from "@mantine/core";
import { PageLink } from "#app/pages.tsx";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { appPage } from "../feature.ts";
import { specMessages } from "./messages.ts";

export interface StoredSpec {
  readonly app: string;
  readonly number: number;
  /** The server's words. */
  readonly sentence: string;
  /** The version the text was made of; null when no version was made. */
  readonly over: number | null;
}

export function SpecStored({ app, number, sentence, over }: StoredSpec) {
  const text = useMessages(specMessages);
  const format = useFormat();
  const between = over !== null && number > over + 1;
  const [theirs, mine] = [number - 1, number].map(format.number);
  return (
    <Alert color={between ? "yellow" : "green"} role="status">
      <Stack gap={4}>
        <Text size="sm" fw={600}>
          {sentence}
        </Text>
        {between && (
          <Text size="sm">
            {text.between(theirs ?? "", mine ?? "")}{" "}
            <PageLink
              page={appPage}
              params={{ app }}
              search={{ tab: "versions", version: String(number - 1), with: String(number) }}
            >
              {text.compareVersions}
            </PageLink>
          </Text>
        )}
        <Group gap="md">
          <Text size="sm" fw={600}>
            <HrefLink href={`/releases/new?${new URLSearchParams({ app })}`}>{text.plan}</HrefLink>
          </Text>
          <Text size="sm">
            <PageLink page={appPage} params={{ app }} search={{ tab: "versions", version: String(number) }}>
              {text.toVersion(format.number(number))}
            </PageLink>
          </Text>
        </Group>
      </Stack>
    </Alert>
  );
}
