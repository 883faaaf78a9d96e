/**
 * What annotations of a pod say about the log of its containers while they are ready:
 *   lab.halcyon.dev/log-every: "200ms"   a numbered line that often (default 10s)
 *   lab.halcyon.dev/log-text: "..."      with this text (default: a health check)
 */
export interface LogLine {
  /** To the nanosecond, and unlike every other line's of the same log. */
  at: string;
  text: string;
}

interface PodLike {
  metadata: {
    name: string;
    labels?: Record<string, string>;
    annotations?: Record<string, string>;
    deletionTimestamp?: string;
  };
  spec: { containers: { name: string; image: string; ports?: { containerPort: number }[] }[] };
  status: {
    startTime?: string;
    conditions?: { type: string; status: string; lastTransitionTime: string }[];
    containerStatuses?: {
      name: string;
      restartCount: number;
      state?: { running?: { startedAt: string }; waiting?: { reason: string } };
      lastState?: { terminated?: { startedAt: string; finishedAt: string; exitCode: number } };
    }[];
  };
}

/** The log a container would have written until now, judging by its pod. The same line always has the same time. */
export function podLog(pod: PodLike, containerName: string, previous: boolean, now: Date): LogLine[] {
  const lines = told(pod, containerName, previous).map(({ at, text }, index) => ({
    at: new Date(at).toISOString().replace("Z", `${String(index + 1).padStart(6, "0")}Z`),
    text,
  }));
  const ready = pod.status.conditions?.find(({ type, status }) => type === "Ready" && status === "True");
  if (!ready || previous) return lines;
  const repeated = repeatedLines(pod, Date.parse(ready.lastTransitionTime), now);
  return [...lines, ...repeated].sort((a, b) => (a.at < b.at ? -1 : 1));
}

function told(pod: PodLike, containerName: string, previous: boolean): LogLine[] {
  const container = pod.spec.containers.find((one) => one.name === containerName);
  const status = pod.status.containerStatuses?.find((one) => one.name === containerName);
  if (!container || !pod.status.startTime) return [];
  const crash = status?.lastState?.terminated;
  const showCrash = crash && (previous || !status?.state?.running);
  const begin = showCrash ? crash.startedAt : (status?.state?.running?.startedAt ?? pod.status.startTime);
  const port = container.ports?.[0]?.containerPort ?? 8080;

  const lines: LogLine[] = [
    { at: begin, text: `starting ${container.image} as ${pod.metadata.name}, process 1` },
    { at: begin, text: "configuration read, connecting to dependencies" },
  ];
  if (showCrash) {
    lines.push(
      {
        at: crash.finishedAt,
        text: "panic: runtime error: invalid memory address or nil pointer dereference",
      },
      { at: crash.finishedAt, text: "goroutine 1 [running]: main.serve(0x0, 0x1) /app/serve.go:42" },
      { at: crash.finishedAt, text: `exit status ${crash.exitCode}` },
    );
    return lines;
  }
  if (pod.metadata.labels?.["lab.halcyon.dev/ready"] === "never") {
    lines.push(
      { at: begin, text: "error: cannot reach the database at db:5432: connection refused; retrying" },
      { at: begin, text: "GET /healthz 503 not ready: no database" },
    );
    return lines;
  }
  const ready = pod.status.conditions?.find((condition) => condition.type === "Ready");
  if (ready?.status === "True") {
    lines.push(
      { at: ready.lastTransitionTime, text: `listening on :${port}` },
      { at: ready.lastTransitionTime, text: "GET /healthz 200 ok" },
    );
  } else {
    lines.push({ at: ready?.lastTransitionTime ?? begin, text: "GET /healthz 503 warming up" });
  }
  if (pod.metadata.deletionTimestamp) {
    lines.push({ at: pod.metadata.deletionTimestamp, text: "SIGTERM received, draining connections" });
  }
  return lines;
}

/** No more than this is told, however long the pod has been there. */
const mostRepeated = 10_000;

function repeatedLines({ metadata }: PodLike, since: number, now: Date): LogLine[] {
  const [, count = "10", unit = "s"] =
    /^(\d+)(ms|s)$/.exec(metadata.annotations?.["lab.halcyon.dev/log-every"] ?? "") ?? [];
  const everyMs = Math.max(1, Number(count) * (unit === "s" ? 1_000 : 1));
  const text = metadata.annotations?.["lab.halcyon.dev/log-text"] ?? "GET /healthz 200 ok";
  const until = metadata.deletionTimestamp ? Date.parse(metadata.deletionTimestamp) : now.getTime();
  const all = Math.max(0, Math.floor((until - since) / everyMs));
  const lines: LogLine[] = [];
  for (let number = Math.max(1, all - mostRepeated + 1); number <= all; number++) {
    const at = new Date(since + number * everyMs).toISOString().replace("Z", "000000Z");
    lines.push({ at, text: `${number} ${text}` });
  }
  return lines;
}
