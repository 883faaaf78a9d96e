import { accessEndpoints, newPassword } from "@halcyon/contracts";
import { Button, SimpleGrid, Stack } from "@mantine/core";
import { type FormEvent, useState } from "react";
import { useSecretChange } from "#api/secret.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { PasswordField, UsernameOf } from "#ui/password-field.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { settingsMessages } from "../messages.ts";
import { tellDone } from "../parts/done.ts";
import { Section } from "../parts/section.tsx";
import { accountMessages } from "./messages.ts";

export function PasswordSection() {
  const text = useMessages(accountMessages);
  const settings = useMessages(settingsMessages);
  const { whoami } = useSession();
  const [current, setCurrent] = useState("");
  const [next, setNext] = useState("");
  const change = useSecretChange(accessEndpoints.changePassword, {
    onDone() {
      setCurrent("");
      setNext("");
      tellDone(text.changed);
    },
  });
  const ready = current !== "" && newPassword.safeParse(next).success;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (ready) void change.send({ body: { current, next } });
  };
  return (
    <Section title={text.password} about={text.passwordAbout}>
      <form onSubmit={submit}>
        <Stack gap="sm">
          <UsernameOf name={whoami.user?.name ?? ""} />
          <SimpleGrid cols={{ base: 1, sm: 2 }}>
            <PasswordField
              label={text.current}
              value={current}
              onChange={setCurrent}
              autoComplete="current-password"
            />
            <PasswordField
              label={text.next}
              description={settings.passwordRule}
              value={next}
              onChange={setNext}
              autoComplete="new-password"
            />
          </SimpleGrid>
          {change.error !== null && <ProblemAlert problem={change.error.problem} />}
          <Button type="submit" loading={change.isPending} disabled={!ready} w="fit-content">
            {text.change}
          </Button>
        </Stack>
      </form>
    </Section>
  );
}
