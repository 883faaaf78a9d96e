import { accessEndpoints, displayName, type User } from "@halcyon/contracts";
import { Button, SimpleGrid, Stack, Text, TextInput } from "@mantine/core";
import type { FormEvent } from "react";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Ago } from "#ui/ago.tsx";
import { uiMessages } from "#ui/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { settingsMessages } from "../messages.ts";
import { tellDone } from "../parts/done.ts";
import { Section } from "../parts/section.tsx";
import { useField } from "../parts/use-field.ts";
import { peopleMessages } from "./messages.ts";
import { maybeEmail } from "./new-person.tsx";

interface ProfileSectionProps {
  readonly user: User;
  readonly mayChange: boolean;
}

export function ProfileSection({ user, mayChange }: ProfileSectionProps) {
  const text = useMessages(peopleMessages);
  const settings = useMessages(settingsMessages);
  const ui = useMessages(uiMessages);
  const format = useFormat();
  const shown = useField(displayName, { rule: settings.required }, user.displayName);
  const mail = useField(maybeEmail, { rule: settings.emailRule }, user.email ?? "");
  const update = useChange(accessEndpoints.updateUser, {
    outdates: [accessEndpoints.getUser, accessEndpoints.listUsers],
    onDone: () => tellDone(settings.saved),
  });
  const changed = shown.value !== user.displayName || mail.value !== (user.email ?? "");
  const ready = changed && shown.valid && mail.valid;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (!ready) return;
    const body = { displayName: shown.value, email: mail.value === "" ? null : mail.value };
    update.mutate({ params: { user: user.name }, body });
  };
  return (
    <Section title={text.profile}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <Text size="sm" c="dimmed">
            {text.account} <b>{user.name}</b> · {settings.created} {format.dateTime(user.createdAt)} ·{" "}
            {text.lastSignIn} <Ago at={user.lastSignInAt} />
          </Text>
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <TextInput label={settings.displayName} required readOnly={!mayChange} {...shown.props} />
            <TextInput
              label={text.email}
              type="email"
              autoComplete="off"
              readOnly={!mayChange}
              {...mail.props}
            />
          </SimpleGrid>
          {update.error !== null && <ProblemAlert problem={update.error.problem} />}
          {mayChange && (
            <Button type="submit" loading={update.isPending} disabled={!ready} w="fit-content">
              {ui.save}
            </Button>
          )}
        </Stack>
      </form>
    </Section>
  );
}
