/** An app's versions, the newest first: two picked ones are compared, one is shown, an old one is restored. */
import { type AppView, appsEndpoints } from "@halcyon/contracts";
import { Button, Group, Stack, Text } from "@mantine/core";
import { useEffect, useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { usePages } from "#api/pages.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { DataTable } from "#ui/data-table.tsx";
import { Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { appPage } from "../feature.ts";
import { versionMessages } from "./messages.ts";
import { pick, pickedOf } from "./picks.ts";
import { useVersionColumns } from "./version-columns.tsx";
import { VersionCompare } from "./version-compare.tsx";
import { VersionRestore } from "./version-restore.tsx";
import { VersionView } from "./version-view.tsx";

export function AppVersions({ app }: { readonly app: AppView }) {
  const text = useMessages(versionMessages);
  const format = useFormat();
  const { search, setSearch } = usePage(appPage);
  const { may } = useSession();
  const [restoring, setRestoring] = useState<number | null>(null);
  const latest = app.latest?.number ?? 0;
  const params = { app: app.name };
  const versions = usePages(appsEndpoints.versions, { params });
  // Whoever stores a version: the app, which is kept up with, names it, and the list is asked for anew.
  const { items, isPending, refresh } = versions;
  const missing = !isPending && latest > (items[0]?.number ?? 0);
  useEffect(() => {
    if (missing) refresh();
  }, [missing, latest, refresh]);
  const picked = pickedOf(search.version, search.with);
  const mayRestore = may("app.write", app.team);
  const columns = useVersionColumns({
    latest,
    picked: search.with === undefined ? [] : picked,
    onPick: (number) => setSearch({ ...pick(search, number), part: undefined }),
    ...(mayRestore ? { onRestore: setRestoring } : {}),
  });
  if (versions.error !== null) return <ProblemAlert problem={versions.error.problem} />;
  if (isPending) return <Waiting />;
  if (items.length === 0) return <Text size="sm">{text.none}</Text>;
  const [from, to] = picked;
  const waiting = search.with !== undefined && to === undefined;
  return (
    <Stack gap="sm">
      <Group gap="sm">
        <Text size="sm" c="dimmed" role="status">
          {waiting && from !== undefined ? text.pickOther(format.number(from)) : text.pick}
        </Text>
        {search.with !== undefined && (
          <Button
            size="compact-xs"
            variant="light"
            onClick={() => setSearch({ version: undefined, with: undefined, part: undefined })}
          >
            {text.clearPicks}
          </Button>
        )}
      </Group>
      <DataTable
        label={text.number}
        columns={columns}
        total={versions.total}
        rowAt={versions.rowAt}
        onRange={versions.onRange}
        keyOf={({ number }) => String(number)}
        hrefOf={({ number }) => hrefOf(appPage, params, { tab: "versions", version: String(number) })}
        height={`min(${(versions.total + 1) * 34 + 2}px, 45vh)`}
      />
      {from !== undefined && to !== undefined && <VersionCompare app={app.name} from={from} to={to} />}
      {from !== undefined && search.with === undefined && (
        <VersionView
          app={app.name}
          number={from}
          {...(mayRestore && from < latest ? { onRestore: () => setRestoring(from) } : {})}
        />
      )}
      {restoring !== null && (
        <VersionRestore
          app={app.name}
          version={items.find(({ number }) => number === restoring)}
          latest={latest}
          onClose={() => setRestoring(null)}
        />
      )}
    </Stack>
  );
}
