import { accessEndpoints, type ApiToken } from "@halcyon/contracts";
import { Button } from "@mantine/core";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { usePages } from "#api/pages.ts";
import { useMessages } from "#i18n/messages.ts";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { Section } from "../parts/section.tsx";
import { accountMessages } from "./messages.ts";
import { NewToken } from "./new-token.tsx";
import { RevokeToken } from "./revoke-token.tsx";
import { TokenTable } from "./token-table.tsx";

/** One's own API tokens. */
export function MyTokens({ mayChange }: { readonly mayChange: boolean }) {
  const text = useMessages(accountMessages);
  const tokens = usePages(accessEndpoints.listTokens);
  const [creating, setCreating] = useState(false);
  const [revoking, setRevoking] = useState<ApiToken | null>(null);
  const revoke = useChange(accessEndpoints.revokeToken, { outdates: [accessEndpoints.listTokens] });
  return (
    <Section
      title={text.tokens}
      about={text.tokensAbout}
      aside={
        mayChange && (
          <Button size="xs" onClick={() => setCreating(true)}>
            {text.newToken}
          </Button>
        )
      }
    >
      {tokens.error !== null && <ProblemAlert problem={tokens.error.problem} />}
      {!tokens.isPending && <TokenTable tokens={tokens} {...(mayChange ? { onRevoke: setRevoking } : {})} />}
      {creating && <NewToken onClose={() => setCreating(false)} />}
      <RevokeToken
        token={revoking}
        onClose={() => setRevoking(null)}
        revoke={revoke}
        onAct={(token) => revoke.mutate({ params: { token: token.id } })}
      />
    </Section>
  );
}
