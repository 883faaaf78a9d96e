import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { StateBadge } from "#ui/state.tsx";
import type { Health } from "./app-health.ts";
import { appsMessages } from "./messages.ts";

/** How an app stands, or one of its places: in words, with how many are ready of how many. */
export function HealthBadge({ health }: { readonly health: Health }) {
  const text = useMessages(appsMessages);
  const format = useFormat();
  const { kind, tone, ready, wanted } = health;
  const counted = kind === "absent" || kind === "asleep" || kind === "unreleased";
  const numbers = text.ofReady(format.number(ready), format.number(wanted));
  return <StateBadge tone={tone} label={counted ? text[kind] : `${numbers} ${text[kind]}`} />;
}
