import { accessEndpoints, type User } from "@halcyon/contracts";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useMessages } from "#i18n/messages.ts";
import { Consequence } from "#ui/consequence.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { tellDone } from "../parts/done.ts";
import { peopleMessages } from "./messages.ts";

const outdates = [accessEndpoints.getUser, accessEndpoints.listUsers, accessEndpoints.listTeams];

/** Disables an account, or enables it again. */
export function Enabling({ user }: { readonly user: User }) {
  const text = useMessages(peopleMessages);
  const [asking, setAsking] = useState(false);
  const enable = useChange(accessEndpoints.enableUser, {
    outdates,
    onDone: () => tellDone(text.enabledNow),
  });
  const disable = useChange(accessEndpoints.disableUser, {
    outdates,
    onDone() {
      tellDone(text.disabledNow);
      setAsking(false);
    },
  });
  const params = { user: user.name };
  if (user.disabled) {
    return (
      <>
        {enable.error !== null && <ProblemAlert problem={enable.error.problem} />}
        <Button
          size="xs"
          variant="light"
          loading={enable.isPending}
          onClick={() => enable.mutate({ params })}
        >
          {text.enable}
        </Button>
      </>
    );
  }
  return (
    <>
      <Button size="xs" variant="light" color="red" onClick={() => setAsking(true)}>
        {text.disable}
      </Button>
      <Consequence
        opened={asking}
        onClose={() => {
          disable.reset();
          setAsking(false);
        }}
        title={text.disableTitle(user.displayName)}
        changes={[text.disableSessions, text.disableReleases]}
        wayBack={text.disableBack}
        act={text.disable}
        onAct={() => disable.mutate({ params })}
        isPending={disable.isPending}
        problem={disable.error?.problem}
      />
    </>
  );
}
