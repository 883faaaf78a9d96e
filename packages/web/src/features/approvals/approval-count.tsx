import { NavCount } from "#app/nav-count.tsx";
import { useMessages } from "#i18n/messages.ts";
import { approvalsMessages } from "./messages.ts";
import { useApprovals } from "./use-approvals.ts";

/** How many plans wait for the approval of the person who looks. */
export function ApprovalCount() {
  const text = useMessages(approvalsMessages);
  const count = useApprovals().mine?.length ?? 0;
  return <NavCount count={count} label={text.count(count)} />;
}
