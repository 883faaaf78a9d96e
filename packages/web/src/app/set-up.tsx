import { accessEndpoints, accountName, newPassword, type Whoami } from "@halcyon/contracts";
import { Button, TextInput } from "@mantine/core";
import { useState } from "react";
import { call } from "#api/call.ts";
import { useSecretChange } from "#api/secret.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { PasswordField } from "#ui/password-field.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { EntryFrame } from "./entry-frame.tsx";
import { entryMessages } from "./entry-messages.ts";
import { usePause } from "./pause.ts";

interface SetUpProps {
  readonly onDone: (who: Whoami) => void;
  readonly toSignIn: () => void;
}

/** Makes the first account of all, and signs it in. */
export function SetUp({ onDone, toSignIn }: SetUpProps) {
  const text = useMessages(entryMessages);
  const format = useFormat();
  const [setupToken, setSetupToken] = useState("");
  const [name, setName] = useState("");
  const [displayName, setDisplayName] = useState("");
  const [password, setPassword] = useState("");
  const setUp = useSecretChange(accessEndpoints.setup);
  const signIn = useSecretChange(accessEndpoints.signIn);
  const pause = usePause(setUp.error);
  const made = signIn.error !== null;

  const ready =
    setupToken.trim() !== "" &&
    displayName.trim() !== "" &&
    accountName.safeParse(name).success &&
    newPassword.safeParse(password).success;
  const submit = async () => {
    if (!ready || pause > 0) return;
    const account = { name, displayName, password, setupToken: setupToken.trim() };
    if ((await setUp.send({ body: account })) === null) return;
    setSetupToken("");
    if ((await signIn.send({ body: { name, password } })) === null) return;
    onDone(await call(accessEndpoints.whoami));
  };
  const problem = setUp.error?.problem ?? signIn.error?.problem;
  return (
    <EntryFrame
      title={text.setupTitle}
      about={made ? text.madeButNotIn : text.setupAbout}
      onSubmit={() => void submit()}
      other={{ label: text.toSignIn, href: "/", go: toSignIn }}
    >
      <TextInput
        label={text.setupToken}
        description={text.setupTokenAbout}
        autoComplete="off"
        autoCapitalize="none"
        spellCheck={false}
        autoFocus
        required
        value={setupToken}
        onChange={(event) => setSetupToken(event.currentTarget.value)}
      />
      <TextInput
        label={text.account}
        description={text.nameRule}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        spellCheck={false}
        required
        value={name}
        error={name !== "" && !accountName.safeParse(name).success}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <TextInput
        label={text.displayName}
        description={text.displayNameAbout}
        name="name"
        autoComplete="name"
        required
        value={displayName}
        onChange={(event) => setDisplayName(event.currentTarget.value)}
      />
      <PasswordField
        label={text.password}
        description={text.passwordRule}
        name="password"
        autoComplete="new-password"
        value={password}
        onChange={setPassword}
      />
      {problem !== undefined && <ProblemAlert problem={problem} />}
      <Button
        type="submit"
        loading={setUp.isPending || signIn.isPending}
        disabled={!ready || pause > 0 || made}
      >
        {pause > 0 ? text.pausedFor(format.countdown(pause)) : text.setUp}
      </Button>
    </EntryFrame>
  );
}
