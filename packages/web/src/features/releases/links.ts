/** Addresses of a pod's page and of the log page, which the fleet's pages own. */

interface PodName {
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
}

export function podHref({ cluster, namespace, name }: PodName): string {
  return `/pods/${[cluster, namespace, name].map(encodeURIComponent).join("/")}`;
}

/** What the log page reads together at most. */
const mostLogs = 20;

/** The logs of several pods side by side, the first twenty. */
export function logsOf(pods: readonly PodName[]): string {
  const names = pods
    .slice(0, mostLogs)
    .map(({ cluster, namespace, name }) => `${cluster}/${namespace}/${name}`);
  return `/logs?${new URLSearchParams({ pods: names.join(",") })}`;
}
