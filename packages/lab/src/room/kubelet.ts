import type { ServerResponse } from "node:http";
import { createServer } from "node:https";
import { setTimeout as delay } from "node:timers/promises";
import { type LogLine, podLog } from "#kwok/pod-log.ts";
import { type ApiClient, ApiStatusError } from "#room/api.ts";

/**
 * Stands in for the kubelets of all nodes where the API server needs one: pod logs. Each pod's log is told from what
 * the API server knows of it, so that a crashing pod's last lines say what its status says.
 */
export interface KubeletServer {
  close(): Promise<void>;
}

export async function startKubelet(deps: {
  port: number;
  serving: { cert: string; key: string };
  api: ApiClient;
}): Promise<KubeletServer> {
  const server = createServer(
    { cert: deps.serving.cert, key: deps.serving.key },
    async (request, response) => {
      const url = new URL(request.url ?? "/", "https://kubelet");
      const [, kind, namespace, pod, container] = url.pathname.split("/").map(decodeURIComponent);
      if (kind !== "containerLogs" || !namespace || !pod || !container) {
        response.writeHead(501).end("the lab's nodes serve container logs only\n");
        return;
      }
      const at = { namespace, pod, container };
      try {
        await serveLog(deps.api, at, url.searchParams, response);
      } catch (error) {
        const status = error instanceof ApiStatusError ? error.status : 500;
        if (!response.headersSent) response.writeHead(status);
        response.end(`${error instanceof Error ? error.message : error}\n`);
      }
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(deps.port, "127.0.0.1", resolve);
  });
  // The server alone must not keep a program alive that has forgotten to stop its room.
  server.unref();
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

const lookMs = 100;

/** Writes a log as kubelets do: with `follow` until the container's run ends or nobody reads any more. */
async function serveLog(
  api: ApiClient,
  at: { namespace: string; pod: string; container: string },
  query: URLSearchParams,
  response: ServerResponse,
): Promise<void> {
  const path = `/api/v1/namespaces/${at.namespace}/pods/${at.pod}`;
  const look = async () => {
    const pod = await api.request("GET", path);
    return { pod, lines: podLog(pod, at.container, query.get("previous") === "true", new Date()) };
  };
  const write = ({ at: time, text }: LogLine) =>
    response.write(query.get("timestamps") === "true" ? `${time} ${text}\n` : `${text}\n`);

  const first = await look();
  const tail = Number(query.get("tailLines") ?? first.lines.length);
  const since = sinceOf(query);
  const begin = first.lines.filter((line) => line.at >= since);
  for (const line of tail > 0 ? begin.slice(-tail) : []) write(line);
  let last = first.lines.at(-1)?.at ?? "";
  const run = runOf(first.pod, at.container);
  while (query.get("follow") === "true" && run !== null && !response.closed) {
    await delay(lookMs);
    const now = await look().catch(() => null);
    if (now === null || runOf(now.pod, at.container) !== run) break;
    for (const line of now.lines.filter((each) => each.at > last)) write(line);
    last = now.lines.at(-1)?.at ?? last;
  }
  response.end();
}

/** Whole seconds, as kubelets take it. Times of one log compare as text. */
function sinceOf(query: URLSearchParams): string {
  const seconds = query.get("sinceSeconds");
  if (seconds !== null) return new Date(Date.now() - Number(seconds) * 1_000).toISOString();
  return query.get("sinceTime")?.replace(/(\.\d+)?Z$/, "") ?? "";
}

/** Which run of a container is running; null when none is. */
function runOf(
  pod: {
    status?: {
      containerStatuses?: { name: string; restartCount: number; state?: { running?: unknown } }[];
    };
  },
  container: string,
): number | null {
  const status = pod.status?.containerStatuses?.find(({ name }) => name === container);
  return status?.state?.running ? status.restartCount : null;
}
