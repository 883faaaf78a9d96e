import { accessEndpoints, type Team } from "@halcyon/contracts";
import { Button } from "@mantine/core";
import { useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Consequence } from "#ui/consequence.tsx";
import { teamsPage } from "../pages.ts";
import { tellDone } from "../parts/done.ts";
import { teamMessages } from "./messages.ts";

interface RemoveTeamProps {
  readonly team: Team;
  /** What it owns: then it cannot go. */
  readonly apps: readonly string[];
}

export function RemoveTeam({ team, apps }: RemoveTeamProps) {
  const text = useMessages(teamMessages);
  const format = useFormat();
  const go = useGo();
  const [asking, setAsking] = useState(false);
  const remove = useChange(accessEndpoints.removeTeam, {
    outdates: [accessEndpoints.listTeams, accessEndpoints.listUsers, accessEndpoints.getUser],
    onDone() {
      tellDone(text.removedNow);
      go(hrefOf(teamsPage, {}));
    },
  });
  const grants = team.members.length;
  return (
    <>
      <Button size="xs" variant="light" color="red" onClick={() => setAsking(true)}>
        {text.remove}
      </Button>
      <Consequence
        opened={asking}
        onClose={() => {
          remove.reset();
          setAsking(false);
        }}
        title={text.removeTitle(team.displayName)}
        changes={[
          grants === 0 ? text.removeNoGrants : text.removeGrants(format.number(grants)),
          ...(apps.length === 0 ? [] : [text.removeOwns(apps.join(", "))]),
          text.removeHistory,
        ]}
        wayBack={text.removeBack}
        act={text.remove}
        onAct={() => remove.mutate({ params: { team: team.name } })}
        isPending={remove.isPending}
        problem={remove.error?.problem}
        disabled={apps.length > 0}
      />
    </>
  );
}
