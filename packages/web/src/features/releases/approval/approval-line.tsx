import type { Release } from "@halcyon/contracts";
import { Text } from "@mantine/core";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { useNow } from "#ui/ago.tsx";
import { approvalMessages } from "./messages.ts";

/** Who approved it, and until when that counts; only while that matters, before the start it is a deadline. */
export function ApprovalLine({ release }: { readonly release: Release }) {
  const text = useMessages(approvalMessages);
  const format = useFormat();
  const now = useNow();
  const { approval, state } = release;
  if (approval === null) return null;
  const expired = state === "approved" && Date.parse(approval.expiresAt) <= now;
  const until = format.dateTime(approval.expiresAt);
  return (
    <Text size="sm" c={expired ? "red" : "dimmed"}>
      {expired ? text.expired(approval.by, until) : text.approvedBy(approval.by, until)}
      {approval.comment === "" ? "" : ` ${approval.comment}`}
    </Text>
  );
}
