/** Says on a release that changes are frozen for its app. */
import { type Freeze, type Release, releaseEndpoints } from "@halcyon/contracts";
import { Alert, Text } from "@mantine/core";
import { useGet } from "#api/hooks.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { useNow } from "#ui/ago.tsx";
import { pageMessages } from "./page-messages.ts";

const concerns = ({ scope, name }: Freeze, { app, team }: Pick<Release, "app" | "team">): boolean =>
  scope === "all" || (scope === "app" ? name === app : name === team);

export function FreezeBanner({ of }: { readonly of: Pick<Release, "app" | "team"> }) {
  const text = useMessages(pageMessages);
  const format = useFormat();
  const now = useNow();
  const { data } = useGet(releaseEndpoints.freezes, { query: { limit: 100 } }, { everyMs: 15_000 });
  const inForce = (data?.items ?? []).filter(
    (freeze) => concerns(freeze, of) && Date.parse(freeze.from) <= now && Date.parse(freeze.until) > now,
  );
  if (inForce.length === 0) return null;
  return (
    <Alert color="cyan" title={text.frozen} p="xs" role="status">
      {inForce.map(({ id, until, createdBy, reason }) => (
        <Text key={id} size="sm">
          {text.frozenText(format.dateTime(until), createdBy, reason)}
        </Text>
      ))}
      <Text size="sm">{text.frozenHint}</Text>
    </Alert>
  );
}
