import { fleetEndpoints, podEndpoints } from "@halcyon/contracts";
import { Alert, Stack, Tabs } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type ReactNode, useEffect } from "react";
import { hrefOf } from "#app/feature.ts";
import { usePage } from "#app/pages.tsx";
import { useGet, useLive } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useMessages } from "#i18n/messages.ts";
import { PageFrame, Waiting } from "#ui/page.tsx";
import { ProblemAlert } from "#ui/problem-alert.tsx";
import { StateBadge } from "#ui/state.tsx";
import { Gone } from "./detail/facts.tsx";
import "./fleet.css";
import { PodLogs } from "./logs/pod-logs.tsx";
import "./logs/logs.css";
import { podsPage, podPage } from "./pages.ts";
import { PodDepth } from "./pod/pod-depth.tsx";
import { podMessages } from "./pod/pod-messages.ts";
import { podState } from "./pod/pod-state.ts";

/** One pod: what it is made of and how that stands, and what it writes. */
export function Page(): ReactNode {
  const text = useMessages(podMessages);
  const { may } = useSession();
  const client = useQueryClient();
  const { params, search, setSearch } = usePage(podPage);
  const { cluster, namespace, pod: name } = params;
  const detail = useGet(podEndpoints.get, { params }, { keep: true });
  const { item } = useLive(fleetEndpoints.podWatch, {
    query: { cluster, namespace, q: `name:=${name}`, limit: 1 },
  });
  const seen = JSON.stringify(item?.items ?? null);
  useEffect(() => {
    // What the cache shows has changed, so the cluster has more to tell.
    void client.invalidateQueries({ queryKey: [podEndpoints.get.id] });
  }, [seen, client]);

  if (detail.error?.problem.code === "fleet_pod_not_found") {
    return (
      <PageFrame title={name}>
        <Gone title={name} list={hrefOf(podsPage, {}, { cluster, namespace })} />
      </PageFrame>
    );
  }
  if (detail.data === undefined) {
    return detail.error === null ? <Waiting /> : <ProblemAlert problem={detail.error.problem} />;
  }
  const { pod, source, cluster: standing, containers } = detail.data;
  const logs = may("fleet.logs");
  const view = logs && search.view === "logs" ? "logs" : "state";
  return (
    <div className={view === "logs" ? "list-page" : undefined}>
      <PageFrame title={name} aside={<StateBadge {...podState(pod)} />}>
        {source === "cache" && (
          <Alert color="yellow" title={text.fromCache} p="xs" role="status">
            {standing.reason}
          </Alert>
        )}
        {detail.error !== null && <ProblemAlert problem={detail.error.problem} />}
        <Tabs
          value={view}
          onChange={(next) => setSearch({ view: next === "logs" ? "logs" : undefined })}
          keepMounted={false}
          className="pod-tabs"
        >
          <Tabs.List>
            <Tabs.Tab value="state">{text.state}</Tabs.Tab>
            {logs && <Tabs.Tab value="logs">{text.logs}</Tabs.Tab>}
          </Tabs.List>
          <Tabs.Panel value="state" pt="sm">
            <PodDepth
              detail={detail.data}
              onLogs={logs ? (one) => setSearch({ view: "logs", ...one }) : null}
            />
          </Tabs.Panel>
          {logs && (
            <Tabs.Panel value="logs" pt="sm">
              <Stack gap="xs" h="100%">
                <PodLogs pod={pod} containers={containers} />
              </Stack>
            </Tabs.Panel>
          )}
        </Tabs>
      </PageFrame>
    </div>
  );
}
