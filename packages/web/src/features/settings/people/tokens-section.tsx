import { accessEndpoints, type ApiToken, type User } from "@halcyon/contracts";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { usePages } from "#api/pages.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { RevokeToken } from "../account/revoke-token.tsx";
import { TokenTable } from "../account/token-table.tsx";
import { Section } from "../parts/section.tsx";
import { peopleMessages } from "./messages.ts";

interface TokensSectionProps {
  readonly user: User;
  readonly mayChange: boolean;
}

/** Somebody else's tokens, for taking them away. */
export function TokensSection({ user, mayChange }: TokensSectionProps) {
  const text = useMessages(peopleMessages);
  const tokens = usePages(accessEndpoints.listUserTokens, { params: { user: user.name } });
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const revoke = useChange(accessEndpoints.revokeUserToken, {
    outdates: [accessEndpoints.listUserTokens, accessEndpoints.listTokens],
  });
  return (
    <Section title={text.tokens}>
      {tokens.error !== null && <ProblemAlert problem={tokens.error.problem} />}
      {!tokens.isPending && <TokenTable tokens={tokens} {...(mayChange ? { onRevoke: setRevoking } : {})} />}
      <RevokeToken
        token={revoking}
        owner={user.displayName}
        onClose={() => setRevoking(null)}
        revoke={revoke}
        onAct={(token) => revoke.mutate({ params: { user: user.name, token: token.id } })}
      />
    </Section>
  );
}
