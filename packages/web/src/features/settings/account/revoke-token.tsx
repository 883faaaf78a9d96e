import type { ApiToken } from "@halcyon/contracts";
import { useEffect } from "react";
import type { ProblemError } from "#api/call.ts";
import { useMessages } from "#i18n/messages.ts";
import { Consequence } from "#ui/consequence.tsx";
import { tellDone } from "../parts/done.ts";
import { accountMessages } from "./messages.ts";

interface RevokeTokenProps {
  readonly token: ApiToken | null;
  /** Whose it is, when it is not one's own. */
  readonly owner?: string;
  readonly onClose: () => void;
  readonly onAct: (token: ApiToken) => void;
  readonly revoke: {
    readonly isPending: boolean;
    readonly isSuccess: boolean;
    readonly error: ProblemError | null;
    readonly reset: () => void;
  };
}

export function RevokeToken({ token, owner, onClose, onAct, revoke }: RevokeTokenProps) {
  const text = useMessages(accountMessages);
  const { isSuccess, reset } = revoke;
  useEffect(() => {
    if (!isSuccess) return;
    tellDone(text.revoked);
    reset();
    onClose();
  }, [isSuccess, reset, onClose, text.revoked]);
  return (
    <Consequence
      opened={token !== null}
      onClose={() => {
        reset();
        onClose();
      }}
      title={text.revokeTitle(token?.name ?? "")}
      changes={[text.revokeEffect, ...(owner === undefined ? [] : [text.revokeOther(owner)])]}
      wayBack={text.revokeBack}
      act={text.revoke}
      onAct={() => token !== null && onAct(token)}
      isPending={revoke.isPending}
      problem={revoke.error?.problem}
    />
  );
}
