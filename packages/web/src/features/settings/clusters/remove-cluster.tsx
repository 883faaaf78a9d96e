import { appsEndpoints, type Cluster, type ClusterSummary, fleetEndpoints } from "@halcyon/contracts";
import { Button } from "@mantine/core";
import { useState } from "react";
import { hrefOf } from "#app/feature.ts";
import { useGo } from "#app/pages.tsx";
import { useChange, useGet } from "#api/hooks.ts";
import { useSession } from "#api/session.ts";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { Consequence } from "#ui/consequence.tsx";
import { clustersSettingsPage } from "../pages.ts";
import { tellDone } from "../parts/done.ts";
import { actMessages } from "./act-messages.ts";

interface RemoveClusterProps {
  readonly cluster: Cluster;
  /** Undefined before it is known. */
  readonly now: ClusterSummary | undefined;
}

/** Forgets a cluster, after saying what is then no longer seen, and what can no longer be released to it. */
export function RemoveCluster({ cluster, now }: RemoveClusterProps) {
  const text = useMessages(actMessages);
  const format = useFormat();
  const { may } = useSession();
  const go = useGo();
  const [asking, setAsking] = useState(false);
  const apps = useGet(
    appsEndpoints.list,
    { query: { limit: 1_000 } },
    { enabled: asking && may("app.read") },
  );
  const remove = useChange(fleetEndpoints.clusterRemove, {
    outdates: [fleetEndpoints.clusterList, fleetEndpoints.roomList, fleetEndpoints.overview],
    onDone() {
      tellDone(text.removed);
      go(hrefOf(clustersSettingsPage, {}));
    },
  });
  const concerned = (apps.data?.items ?? [])
    .filter(({ targets }) => targets.some((target) => target.cluster === cluster.name))
    .map(({ name }) => name);
  return (
    <>
      <Button size="xs" variant="light" color="red" onClick={() => setAsking(true)}>
        {text.remove}
      </Button>
      <Consequence
        opened={asking}
        onClose={() => {
          remove.reset();
          setAsking(false);
        }}
        title={text.removeTitle(cluster.name)}
        changes={[
          text.removeViews(
            format.number(now?.nodes.total ?? cluster.counts.nodes),
            format.number(now?.pods.total ?? cluster.counts.pods),
            format.number(now?.deployments.total ?? cluster.counts.deployments),
          ),
          ...(concerned.length === 0 ? [] : [text.removeApps(concerned.join(", "))]),
          text.removeUntouched,
          text.removeSecrets,
        ]}
        wayBack={text.removeBack}
        act={text.remove}
        onAct={() => remove.mutate({ params: { cluster: cluster.name } })}
        isPending={remove.isPending}
        problem={remove.error?.problem}
      />
    </>
  );
}
