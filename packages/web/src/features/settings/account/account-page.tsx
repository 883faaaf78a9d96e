import { Alert, SimpleGrid, Stack, Text, Title } from "@mantine/core";
import { useSession } from "#api/session.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { grantWords, permissionWords } from "#i18n/words.ts";
import { accountPage } from "../pages.ts";
import { Section } from "../parts/section.tsx";
import { SettingsFrame } from "../settings-frame.tsx";
import { accountMessages } from "./messages.ts";
import { MyTokens } from "./my-tokens.tsx";
import { PasswordSection } from "./password-section.tsx";

/** What is one's own: who one is, what one may do, password and tokens. */
export function Page() {
  const text = useMessages(accountMessages);
  const { whoami } = useSession();
  const bySession = whoami.via === "session";
  return (
    <SettingsFrame at={accountPage}>
      <Stack maw={900}>
        <WhoSection />
        {bySession ? <PasswordSection /> : <Alert color="yellow">{text.byToken}</Alert>}
        <MyTokens mayChange={bySession} />
      </Stack>
    </SettingsFrame>
  );
}

function WhoSection() {
  const text = useMessages(accountMessages);
  const language = useLanguage();
  const { whoami } = useSession();
  const { user, permissions } = whoami;
  if (user === null) return null;
  return (
    <Section title={text.who}>
      <Text size="sm">
        {user.displayName} · {text.account} <b>{user.name}</b>
        {user.email !== null && ` · ${user.email}`}
        {user.grants.length > 0 && ` · ${user.grants.map((grant) => grantWords(grant, language)).join(", ")}`}
      </Text>
      {permissions.length === 0 ? (
        <Text size="sm">{text.noRights}</Text>
      ) : (
        <>
          <Title order={3} size="h6">
            {text.rights}
          </Title>
          <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="lg" verticalSpacing={2}>
            {permissions.map(({ permission, teams }) => (
              <Text key={permission} size="sm">
                {permissionWords[permission][language]}{" "}
                <Text span size="xs" c="dimmed">
                  {teams === null ? text.everywhere : text.forTeams(teams.join(", "))}
                </Text>
              </Text>
            ))}
          </SimpleGrid>
        </>
      )}
    </Section>
  );
}
