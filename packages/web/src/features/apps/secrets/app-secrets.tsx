/** An app's secrets: what there is, and ways to store, rotate and revoke. No value is ever here to be shown. */
import { type AppSecret, type AppView, secretEndpoints } from "@halcyon/contracts";
import { Button, Code, Group, Stack, Text } from "@mantine/core";
import { useState } from "react";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { secretMessages } from "./messages.ts";
import { SecretRevoke } from "./secret-revoke.tsx";
import { SecretRotate } from "./secret-rotate.tsx";
import { SecretSet } from "./secret-set.tsx";
import { SecretVersions } from "./secret-versions.tsx";

/** The dialog that is open, and for which secret. */
type Open =
  | { readonly kind: "set"; readonly secret: AppSecret | null }
  | { readonly kind: "rotate"; readonly secret: AppSecret }
  | { readonly kind: "revoke"; readonly secret: AppSecret; readonly version: number };

const snippet = (name: string) =>
  `env:\n  DB_PASSWORD: { secret: ${name} }\nfiles:\n  /etc/app/db/password: { secret: ${name} }`;

export function AppSecrets({ app }: { readonly app: AppView }) {
  const text = useMessages(secretMessages);
  const { may } = useSession();
  const [open, setOpen] = useState<Open | null>(null);
  const found = useGet(secretEndpoints.list, { params: { app: app.name } });
  if (found.data === undefined)
    return found.error === null ? <Waiting /> : <ProblemAlert problem={found.error.problem} />;
  const secrets = found.data.items;
  const mayWrite = may("secret.write", app.team);
  const close = () => setOpen(null);
  return (
    <Stack gap="md">
      <Group justify="space-between" align="flex-start" gap="sm">
        <Text size="sm" maw={720}>
          {text.intro}
        </Text>
        {mayWrite && (
          <Button size="xs" onClick={() => setOpen({ kind: "set", secret: null })}>
            {text.add}
          </Button>
        )}
      </Group>
      {secrets.length === 0 && <NoSecret mayWrite={mayWrite} />}
      {secrets.map((secret) => (
        <SecretVersions
          key={secret.name}
          app={app.name}
          secret={secret}
          {...(mayWrite
            ? {
                onSet: () => setOpen({ kind: "set", secret }),
                onRevoke: (version: number) => setOpen({ kind: "revoke", secret, version }),
              }
            : {})}
          {...(mayWrite && may("app.write", app.team) && app.latest !== null
            ? { onRotate: () => setOpen({ kind: "rotate", secret }) }
            : {})}
        />
      ))}
      {open?.kind === "set" && (
        <SecretSet app={app.name} secret={open.secret} taken={secrets} onClose={close} />
      )}
      {open?.kind === "rotate" && <SecretRotate app={app} secret={open.secret} onClose={close} />}
      {open?.kind === "revoke" && (
        <SecretRevoke app={app.name} secret={open.secret} version={open.version} onClose={close} />
      )}
    </Stack>
  );
}

function NoSecret({ mayWrite }: { readonly mayWrite: boolean }) {
  const text = useMessages(secretMessages);
  return (
    <Stack gap="xs" maw={720}>
      <Text fw={600}>{text.none}</Text>
      <Text size="sm">{text.noneHint}</Text>
      {!mayWrite && <Text size="sm">{text.noneMayNot("secret.write")}</Text>}
      <Text size="xs" c="dimmed">
        {text.snippet}
      </Text>
      <Code block>{snippet("db-password")}</Code>
    </Stack>
  );
}
