import { accessEndpoints, type Grant, type User } from "@halcyon/contracts";
import { useChange } from "#api/hooks.ts";
import { useLanguage } from "#i18n/language.ts";
import { useMessages } from "#i18n/messages.ts";
import { grantWords, permissionWords } from "#i18n/words.ts";
import { Consequence } from "#ui/consequence.tsx";
import { tellDone } from "../parts/done.ts";
import { lostPermissions } from "./lost-permissions.ts";
import { peopleMessages } from "./messages.ts";

interface RevokeGrantProps {
  readonly user: Pick<User, "name" | "displayName" | "grants">;
  /** Null: nothing is asked. */
  readonly grant: Grant | null;
  readonly onClose: () => void;
}

/** Takes a role away, after saying what its holder may then no longer do. */
export function RevokeGrant({ user, grant, onClose }: RevokeGrantProps) {
  const text = useMessages(peopleMessages);
  const language = useLanguage();
  const revoke = useChange(accessEndpoints.revokeRole, {
    outdates: [
      accessEndpoints.getUser,
      accessEndpoints.listUsers,
      accessEndpoints.listTeams,
      accessEndpoints.getTeam,
    ],
    onDone() {
      tellDone(text.revoked);
      onClose();
    },
  });
  const lost = grant === null ? [] : lostPermissions(user.grants, grant);
  return (
    <Consequence
      opened={grant !== null}
      onClose={() => {
        revoke.reset();
        onClose();
      }}
      title={grant === null ? "" : text.revokeTitle(grantWords(grant, language), user.displayName)}
      changes={[
        lost.length === 0
          ? text.revokeKeepsAll
          : text.revokeLoses(
              lost.map((one) => permissionWords[one][language]).join(language === "zh" ? "、" : ", "),
            ),
        text.revokeNow,
      ]}
      wayBack={text.revokeBack}
      act={text.revoke}
      onAct={() => grant !== null && revoke.mutate({ params: { user: user.name }, body: grant })}
      isPending={revoke.isPending}
      problem={revoke.error?.problem}
    />
  );
}
