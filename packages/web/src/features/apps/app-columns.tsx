/** The columns of the list of apps. */
import type { AppView, DeploymentItem, DriftTarget, Release } from "@halcyon/contracts";
import { Text } from "@mantine/core";
import { useMemo } from "react";
import { PageLink } from "#app/pages.tsx";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { AppDriftBadge } from "#features/drift/drift-badge.tsx";
import type { Column } from "#ui/data-table.tsx";
import { HrefLink } from "#ui/href-link.tsx";
import { healthOf, shortImage } from "./app-health.ts";
import { appPage } from "./feature.ts";
import { HealthBadge } from "./health-badge.tsx";
import { appsMessages } from "./messages.ts";

export function useAppColumns(
  byApp: ReadonlyMap<string, readonly DeploymentItem[]> | undefined,
  releases: ReadonlyMap<string, Release>,
  drift: ReadonlyMap<string, readonly DriftTarget[]>,
): readonly Column<AppView>[] {
  const text = useMessages(appsMessages);
  const format = useFormat();
  return useMemo(() => {
    const whereOf = ({ targets, latest }: AppView) => {
      if (targets.length === 0) return "";
      const rooms = new Set(targets.map(({ room }) => room)).size;
      const [replicas, clusters] = [latest?.replicas ?? 0, targets.length];
      return text.where(format.number(replicas), format.number(clusters), format.number(rooms));
    };
    return [
      {
        key: "name",
        header: text.name,
        width: "minmax(120px, 1.2fr)",
        cell: ({ name }) => (
          <PageLink page={appPage} params={{ app: name }}>
            {name}
          </PageLink>
        ),
      },
      {
        key: "health",
        header: text.health,
        width: "minmax(170px, 1fr)",
        cell: ({ name }) => byApp !== undefined && <HealthBadge health={healthOf(byApp.get(name) ?? [])} />,
      },
      { key: "team", header: text.team, width: "minmax(80px, 0.6fr)", wide: true, cell: ({ team }) => team },
      {
        key: "version",
        header: text.version,
        width: "84px",
        wide: true,
        cell: ({ latest }) =>
          latest === null ? <Text size="xs">{text.noVersion}</Text> : format.number(latest.number),
      },
      {
        key: "image",
        header: text.image,
        width: "minmax(120px, 1fr)",
        wide: true,
        cell: ({ latest }) => (
          <span title={latest?.images.join("\n")}>{latest?.images.map(shortImage).join(", ")}</span>
        ),
      },
      {
        key: "targets",
        header: text.targets,
        width: "minmax(205px, 1fr)",
        wide: true,
        cell: (app) => (
          <span title={app.targets.map(({ cluster }) => cluster).join("\n")}>{whereOf(app)}</span>
        ),
      },
      {
        key: "drift",
        header: text.drift,
        width: "110px",
        wide: true,
        cell: ({ name }) => <AppDrift name={name} targets={drift.get(name) ?? []} />,
      },
      {
        key: "release",
        header: text.release,
        width: "minmax(160px, 1.6fr)",
        wide: true,
        cell: ({ name }) => <OpenRelease release={releases.get(name)} />,
      },
    ];
  }, [byApp, releases, drift, text, format]);
}

/** Nothing to follow where all is as its versions say. */
function AppDrift({ name, targets }: { readonly name: string; readonly targets: readonly DriftTarget[] }) {
  if (targets.every(({ state, open }) => open === 0 && state !== "unknown")) return null;
  return (
    <HrefLink href={`/apps/${encodeURIComponent(name)}?tab=drift`}>
      <AppDriftBadge targets={targets} />
    </HrefLink>
  );
}

function OpenRelease({ release }: { readonly release: Release | undefined }) {
  if (release === undefined) return null;
  return (
    <span title={release.sentence}>
      <HrefLink href={`/releases/${encodeURIComponent(release.id)}`}>{release.sentence}</HrefLink>
    </span>
  );
}
