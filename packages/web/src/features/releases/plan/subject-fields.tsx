/** What is released: a new image, or a version of the app. */
import { appsEndpoints, type AppView } from "@halcyon/contracts";
import { Group, SegmentedControl, Select, Stack, Text, TextInput } from "@mantine/core";
import { useGet } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import type { Draft } from "./draft.ts";
import type { PlanField } from "./field-problem.ts";
import { planMessages } from "./messages.ts";

interface SubjectFieldsProps {
  readonly app: AppView | undefined;
  readonly draft: Draft;
  readonly errors: Partial<Record<PlanField | "form", string>>;
  readonly onChange: (change: Partial<Draft>) => void;
}

const newest = 100;

export function SubjectFields({ app, draft, errors, onChange }: SubjectFieldsProps) {
  const text = useMessages(planMessages);
  const versions = useGet(
    appsEndpoints.versions,
    { params: { app: app?.name ?? "" }, query: { limit: newest } },
    { enabled: app !== undefined && draft.by === "version" },
  );
  const known = (versions.data?.items ?? []).map(({ number, images, message }) => ({
    value: String(number),
    label: [`${number}`, images.map((image) => image.split("/").at(-1)).join(", "), message]
      .filter((part) => part !== "")
      .join(" · "),
  }));
  return (
    <Stack gap={6}>
      <Group gap="xs" justify="space-between">
        <Text size="sm" fw={500}>
          {text.what}
        </Text>
        <SegmentedControl
          size="xs"
          aria-label={text.what}
          value={draft.by}
          onChange={(by) => onChange({ by: by === "version" ? "version" : "image" })}
          data={[
            { value: "image", label: text.byImage },
            { value: "version", label: text.byVersion },
          ]}
        />
      </Group>
      {draft.by === "image" ? (
        <TextInput
          label={text.image}
          description={text.imageHint}
          placeholder="registry.example/app:2"
          value={draft.image ?? app?.latest?.images[0] ?? ""}
          error={errors.image}
          autoCapitalize="none"
          spellCheck={false}
          onChange={(event) => onChange({ image: event.currentTarget.value })}
        />
      ) : (
        <Select
          label={text.version}
          description={text.versionHint}
          placeholder={text.newest}
          clearable
          searchable
          data={known}
          value={draft.version === "" ? null : draft.version}
          error={errors.version}
          onChange={(version) => onChange({ version: version ?? "" })}
        />
      )}
    </Stack>
  );
}
