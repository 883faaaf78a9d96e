import { accessEndpoints, type Whoami } from "@halcyon/contracts";
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
import { appMessages } from "./messages.ts";
import { usePause } from "./pause.ts";

interface SignInProps {
  readonly onDone: (who: Whoami) => void;
  readonly setup: { readonly href: string; readonly go: () => void };
}

/** Asks who is there; the address stays, so that a link leads where it should afterwards. */
export function SignIn({ onDone, setup }: SignInProps) {
  const text = useMessages(entryMessages);
  const { product } = useMessages(appMessages);
  const format = useFormat();
  const [name, setName] = useState("");
  const [password, setPassword] = useState("");
  const signIn = useSecretChange(accessEndpoints.signIn, {
    onDone: () => void call(accessEndpoints.whoami).then(onDone),
  });
  const pause = usePause(signIn.error);
  const submit = () => {
    if (pause === 0) void signIn.send({ body: { name, password } });
  };
  return (
    <EntryFrame
      title={product}
      about={text.about}
      onSubmit={submit}
      other={{ before: text.noAccount, label: text.toSetup, ...setup }}
    >
      <TextInput
        label={text.account}
        name="username"
        autoComplete="username"
        autoCapitalize="none"
        autoCorrect="off"
        spellCheck={false}
        autoFocus
        required
        value={name}
        onChange={(event) => setName(event.currentTarget.value)}
      />
      <PasswordField
        label={text.password}
        name="password"
        autoComplete="current-password"
        value={password}
        onChange={setPassword}
      />
      {signIn.error !== null && <ProblemAlert problem={signIn.error.problem} />}
      <Button type="submit" loading={signIn.isPending} disabled={pause > 0}>
        {pause > 0 ? text.pausedFor(format.countdown(pause)) : text.signIn}
      </Button>
    </EntryFrame>
  );
}
