import { accessEndpoints } from "@halcyon/contracts";
import { Alert, Stack } from "@mantine/core";
import { usePage } from "#app/pages.tsx";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { HrefLink } from "#ui/href-link.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { settingsMessages } from "../messages.ts";
import { peoplePage, personPage } from "../pages.ts";
import { SettingsFrame } from "../settings-frame.tsx";
import { Enabling } from "./enabling.tsx";
import { GrantsSection } from "./grants-section.tsx";
import { peopleMessages } from "./messages.ts";
import { ProfileSection } from "./profile-section.tsx";
import { SetPassword } from "./set-password.tsx";
import { TokensSection } from "./tokens-section.tsx";

/** One account: who it is, what it may do, its tokens. */
export function Page() {
  const text = useMessages(peopleMessages);
  const settings = useMessages(settingsMessages);
  const { params } = usePage(personPage);
  const { may, whoami } = useSession();
  const asked = useGet(accessEndpoints.getUser, { params: { user: params.user } });
  const mayChange = may("access.write");
  const user = asked.data;
  return (
    <SettingsFrame
      at={peoplePage}
      title={user?.displayName ?? params.user}
      aside={
        <>
          {may("audit.read") && (
            <HrefLink href={`/audit?actor=${encodeURIComponent(params.user)}`}>{text.changes}</HrefLink>
          )}
          {user !== undefined && mayChange && <Enabling user={user} />}
        </>
      }
    >
      {asked.error !== null && <ProblemAlert problem={asked.error.problem} />}
      {asked.isPending && <Waiting />}
      {user !== undefined && (
        <Stack maw={900}>
          {user.disabled && <Alert color="yellow">{text.disabledAbout}</Alert>}
          {user.name === whoami.user?.name && <Alert>{text.myself}</Alert>}
          {!mayChange && <Alert>{settings.onlyReading}</Alert>}
          <ProfileSection key={user.id} user={user} mayChange={mayChange} />
          <GrantsSection user={user} mayChange={mayChange} />
          {mayChange && <SetPassword user={user} />}
          <TokensSection user={user} mayChange={mayChange} />
        </Stack>
      )}
    </SettingsFrame>
  );
}
