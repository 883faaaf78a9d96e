/** One app: where it runs, its versions, what operations decided, its releases. */
import { type AppView, appsEndpoints, type AppVersionSummary } from "@halcyon/contracts";
import { Button, Tabs, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo, usePage } from "#app/pages.tsx";
import { AppDrift } from "#features/drift/app-drift.tsx";
import { useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { healthOf } from "./app-health.ts";
import { AppAbout } from "./app-about.tsx";
import { AppPlaces } from "./app-places.tsx";
import { AppReleases } from "./app-releases.tsx";
import { appPage, specPage } from "./feature.ts";
import { HealthBadge } from "./health-badge.tsx";
import { appsMessages } from "./messages.ts";
import { AppPolicy } from "./policy/app-policy.tsx";
import { AppSecrets } from "./secrets/app-secrets.tsx";
import { useDeployments } from "./use-deployments.ts";
import { AppVersions } from "./versions/app-versions.tsx";
import { VersionView } from "./versions/version-view.tsx";

const tabs = ["places", "drift", "versions", "spec", "secrets", "policy", "releases", "about"] as const;
type Tab = (typeof tabs)[number];

export function Page() {
  const { params } = usePage(appPage);
  const app = useGet(appsEndpoints.get, { params }, { everyMs: 10_000 });
  if (app.data !== undefined) return <App key={params.app} app={app.data} />;
  return (
    <PageFrame title={params.app}>
      {app.error === null ? <Waiting /> : <ProblemAlert problem={app.error.problem} />}
    </PageFrame>
  );
}

function App({ app }: { readonly app: AppView }) {
  const text = useMessages(appsMessages);
  const { search } = usePage(appPage);
  const { may } = useSession();
  const go = useGo();
  const deployments = useDeployments(app.name);
  const running = deployments.byApp?.get(app.name) ?? [];
  const shown = tabs.filter((tab) => tab !== "releases" || may("release.read"));
  const tab = shown.find((one) => one === search.tab) ?? "places";
  const content: Readonly<Record<Tab, ReactNode>> = {
    places: <AppPlaces app={app} deployments={deployments} />,
    drift: <AppDrift app={app.name} />,
    versions: <AppVersions app={app} />,
    spec: <LatestSpec app={app.name} latest={app.latest} />,
    secrets: <AppSecrets app={app} />,
    policy: <AppPolicy app={app} />,
    releases: <AppReleases app={app} />,
    about: <AppAbout app={app} running={running} />,
  };
  return (
    <PageFrame
      title={app.name}
      aside={
        <>
          {deployments.byApp !== undefined && <HealthBadge health={healthOf(running)} />}
          {may("app.write", app.team) && (
            <Button variant="default" size="xs" onClick={() => go(hrefOf(specPage, { app: app.name }))}>
              {text.editSpec}
            </Button>
          )}
          {may("release.write", app.team) && app.latest !== null && (
            <Button size="xs" onClick={() => go(`/releases/new?${new URLSearchParams({ app: app.name })}`)}>
              {text.planRelease}
            </Button>
          )}
        </>
      }
    >
      {app.description !== "" && (
        <Text size="sm" c="dimmed">
          {app.description}
        </Text>
      )}
      <Tabs
        value={tab}
        onChange={(value) =>
          go(
            hrefOf(
              appPage,
              { app: app.name },
              { tab: value === "places" ? undefined : (value ?? undefined) },
            ),
          )
        }
        keepMounted={false}
      >
        <Tabs.List mb="sm">
          {shown.map((one) => (
            <Tabs.Tab key={one} value={one}>
              {text[one]}
            </Tabs.Tab>
          ))}
        </Tabs.List>
        {shown.map((one) => (
          <Tabs.Panel key={one} value={one}>
            {content[one]}
          </Tabs.Panel>
        ))}
      </Tabs>
    </PageFrame>
  );
}

function LatestSpec({ app, latest }: { readonly app: string; readonly latest: AppVersionSummary | null }) {
  const text = useMessages(appsMessages);
  return latest === null ? (
    <Text size="sm">{text.noTargets}</Text>
  ) : (
    <VersionView app={app} number={latest.number} />
  );
}
