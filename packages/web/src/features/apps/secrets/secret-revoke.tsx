/** Forbids a version of a secret for good: which app versions that concerns is said before, and a reason is asked for. */
import { type AppSecret, secretEndpoints } from "@halcyon/contracts";
import { TextInput } from "@mantine/core";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Consequence } from "#ui/consequence.tsx";
import { secretMessages } from "./messages.ts";

interface SecretRevokeProps {
  readonly app: string;
  readonly secret: AppSecret;
  readonly version: number;
  readonly onClose: () => void;
}

export function SecretRevoke({ app, secret, version, onClose }: SecretRevokeProps) {
  const text = useMessages(secretMessages);
  const format = useFormat();
  const [reason, setReason] = useState("");
  const revoke = useChange(secretEndpoints.revoke, {
    outdates: [secretEndpoints.list],
    onDone: onClose,
  });
  const users = secret.versions.find((one) => one.version === version)?.usedBy ?? [];
  const number = format.number(version);
  return (
    <Consequence
      opened
      onClose={onClose}
      title={text.revokeTitle(number, secret.name)}
      changes={[
        text.revokeForbids,
        users.length === 0 ? text.revokeUnused : text.revokeUses(app, users.map(format.number).join(", ")),
        text.revokeRuns,
      ]}
      wayBack={text.revokeBack}
      act={text.revoke}
      onAct={() =>
        revoke.mutate({ params: { app, secret: secret.name, version }, body: { reason: reason.trim() } })
      }
      isPending={revoke.isPending}
      problem={revoke.error?.problem}
      disabled={reason.trim() === ""}
    >
      <TextInput
        label={text.reason}
        value={reason}
        onChange={(event) => setReason(event.currentTarget.value)}
        required
        maxLength={500}
      />
    </Consequence>
  );
}
