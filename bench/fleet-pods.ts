import type { KubeClient } from "../packages/server/src/kube/client.ts";
import { collectionPath, objectPath } from "../packages/server/src/kube/paths.ts";

/** Pods like those of a real fleet: probes, environment, volumes, two containers, full status. ~9 KB of JSON each. */
export interface PodSeed {
  readonly count: number;
  readonly namespace: string;
  readonly apps: number;
  readonly nodes: number;
  /** Second octet of pod addresses, so that rooms differ. */
  readonly octet: number;
  /** Requests at once. */
  readonly parallel?: number;
}

/** Changes with the pods' shape, so that rooms filled with another are filled anew. */
export const podsVersion = "2";

const alphabet = "bcdfghjklmnpqrstvwxz2456789";

/** Deterministic letters of `length` for a number. */
function suffix(value: number, length: number): string {
  let text = "";
  let rest = (value * 2654435761) >>> 0;
  for (let at = 0; at < length; at++) {
    text += alphabet[rest % alphabet.length];
    rest = Math.floor(rest / alphabet.length) + value * (at + 7);
  }
  return text;
}

export function appName(app: number): string {
  const kinds = ["article", "comment", "feed", "image", "live", "login", "push", "search", "topic", "video"];
  return `${kinds[app % kinds.length]}-${["api", "web", "worker", "cache"][Math.floor(app / kinds.length) % 4]}-${app}`;
}

export function podAddress(octet: number, at: number): string {
  return `10.${octet}.${Math.floor(at / 250)}.${(at % 250) + 1}`;
}

function podOf(seed: PodSeed, at: number) {
  const app = appName(at % seed.apps);
  const hash = suffix(at % seed.apps, 9);
  const labels = {
    "app.kubernetes.io/name": app,
    "app.kubernetes.io/managed-by": "halcyon",
    "halcyon.dev/app": app,
    "halcyon.dev/team": `team-${(at % seed.apps) % 12}`,
    "pod-template-hash": hash,
    tier: at % 3 === 0 ? "front" : "back",
  };
  const probe = (path: string) => ({
    httpGet: { path, port: 8080 },
    periodSeconds: 5,
    timeoutSeconds: 2,
    failureThreshold: 3,
  });
  const container = (name: string, image: string) => ({
    name,
    image,
    ports: [{ name: "http", containerPort: 8080 }],
    env: Array.from({ length: 12 }, (_, n) => ({
      name: `${name.toUpperCase()}_SETTING_${n}`,
      value: `value-${app}-${n}`,
    })),
    resources: { requests: { cpu: "100m", memory: "128Mi" }, limits: { cpu: "1", memory: "512Mi" } },
    readinessProbe: probe("/ready"),
    livenessProbe: probe("/live"),
    volumeMounts: [{ name: "config", mountPath: "/etc/app" }],
  });
  return {
    apiVersion: "v1",
    kind: "Pod",
    metadata: {
      name: `${app}-${hash}-${suffix(at + 17, 5)}${at.toString(36)}`,
      namespace: seed.namespace,
      labels,
      annotations: {
        "halcyon.dev/version": "7",
        "prometheus.io/scrape": "true",
        "prometheus.io/port": "8080",
      },
    },
    spec: {
      nodeName: `node-${String(at % seed.nodes).padStart(4, "0")}`,
      containers: [
        container("app", `registry.example.com/news/${app}:1.${at % 40}.2`),
        container("log", "registry.example.com/base/rsyslog:8.2"),
      ],
      volumes: [{ name: "config", configMap: { name: `${app}-config` } }],
      tolerations: [
        {
          key: "node.kubernetes.io/not-ready",
          operator: "Exists",
          effect: "NoExecute",
          tolerationSeconds: 300,
        },
      ],
    },
  };
}

function statusOf(seed: PodSeed, at: number) {
  const time = "2026-11-20T08:00:00Z";
  const condition = (type: string) => ({ type, status: "True", lastTransitionTime: time });
  const container = (name: string) => ({
    name,
    image: `registry.example.com/${name}`,
    imageID: `registry.example.com/${name}@sha256:${"ab12".repeat(16)}`,
    containerID: `containerd://${"cd34".repeat(16)}`,
    ready: true,
    started: true,
    restartCount: at % 97 === 0 ? 3 : 0,
    state: { running: { startedAt: time } },
  });
  const ip = podAddress(seed.octet, at);
  const hostIP = `172.${seed.octet}.0.${(at % seed.nodes) + 1}`;
  return {
    phase: "Running",
    conditions: ["Initialized", "Ready", "ContainersReady", "PodScheduled"].map(condition),
    containerStatuses: [container("app"), container("log")],
    podIP: ip,
    podIPs: [{ ip }],
    hostIP,
    hostIPs: [{ ip: hostIP }],
    startTime: time,
    qosClass: "Burstable",
  };
}

/** Creates the pods with their status. Wants a cluster whose controllers and kwok are stopped, so that they stay. */
export async function seedPods(client: KubeClient, seed: PodSeed): Promise<void> {
  let next = 0;
  const work = async () => {
    for (let at = next++; at < seed.count; at = next++) {
      const pod = podOf(seed, at);
      await client.post(collectionPath("Pod", seed.namespace), pod);
      const path = objectPath("Pod", seed.namespace, pod.metadata.name, "status");
      await client.patch(path, { status: statusOf(seed, at) }, { type: "merge" });
    }
  };
  await Promise.all(Array.from({ length: seed.parallel ?? 16 }, work));
}
