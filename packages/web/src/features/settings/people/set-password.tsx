import { accessEndpoints, newPassword, type User } from "@halcyon/contracts";
import { Button, Group } from "@mantine/core";
import type { FormEvent } from "react";
import { useSecretChange } from "#api/secret.ts";
import { useMessages } from "#i18n/messages.ts";
import { PasswordField, UsernameOf } from "#ui/password-field.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { settingsMessages } from "../messages.ts";
import { tellDone } from "../parts/done.ts";
import { Section } from "../parts/section.tsx";
import { useField } from "../parts/use-field.ts";
import { peopleMessages } from "./messages.ts";

/** Sets somebody's password, for when it is forgotten. */
export function SetPassword({ user }: { readonly user: User }) {
  const text = useMessages(peopleMessages);
  const settings = useMessages(settingsMessages);
  const password = useField(newPassword, { rule: settings.passwordRule });
  const change = useSecretChange(accessEndpoints.setPassword, {
    onDone() {
      password.clear();
      tellDone(text.passwordSet);
    },
  });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (password.valid) void change.send({ params: { user: user.name }, body: { password: password.value } });
  };
  return (
    <Section title={text.newPassword} about={text.newPasswordAbout}>
      <form onSubmit={submit}>
        <UsernameOf name={user.name} />
        <Group align="flex-start" gap="xs">
          <PasswordField
            label={text.password}
            description={settings.passwordRule}
            autoComplete="new-password"
            value={password.value}
            onChange={password.set}
          />
          <Button type="submit" variant="light" mt={25} loading={change.isPending} disabled={!password.valid}>
            {text.setPassword}
          </Button>
        </Group>
      </form>
      {change.error !== null && <ProblemAlert problem={change.error.problem} />}
    </Section>
  );
}
