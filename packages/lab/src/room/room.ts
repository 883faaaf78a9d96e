import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { ensureComponents } from "#components/ensure.ts";
import { LabError } from "#errors.ts";
import { keepRoom, releaseRoom } from "#process/keeper.ts";
import { endMarked } from "#process/proc.ts";
import { silent, withProgress } from "#progress.ts";
import { applyAccess } from "#room/access.ts";
import { type ApiClient, createApiClient } from "#room/api.ts";
import { writeConfigFiles, writeKubeconfigs } from "#room/files.ts";
import { type KubeletServer, startKubelet } from "#room/kubelet.ts";
import { ensureNodes } from "#room/nodes.ts";
import { returnPort } from "#room/ports.ts";
import { createProcesses } from "#room/processes.ts";
import { openRoomDir, releaseRoomDir } from "#room/state.ts";
import type { Room, RoomComponent, RoomOptions } from "#room/types.ts";
import { poll } from "#room/wait.ts";

/**
 * Starts a whole control plane on loopback and returns it when its API server is ready, `halcyon` has its rights, the
 * nodes exist and controllers work. On failure everything it started is ended again.
 */
export async function startRoom(options: RoomOptions): Promise<Room> {
  const paths = options.components ?? (await ensureComponents(options));
  const { dir, state } = await openRoomDir(options);
  const step = `room ${options.name}`;
  // Whatever an earlier, killed run of this very directory left behind.
  await endMarked(new Set([dir]));
  keepRoom(dir);

  const processes = createProcesses(dir, state, paths, options);
  const server = `https://127.0.0.1:${state.ports.apiserver}`;
  let client: ApiClient | undefined;
  let kubelet: KubeletServer | undefined;
  let stopped: Promise<void> | undefined;

  const stop = () => {
    stopped ??= (async () => {
      client?.close();
      await kubelet?.close();
      await processes.stopAll();
      await endMarked(new Set([dir]));
      await releaseRoom(dir);
      for (const port of Object.values(state.ports)) returnPort(port);
      await releaseRoomDir(dir);
    })();
    return stopped;
  };

  try {
    return await withProgress(options.progress ?? silent, step, "starting etcd", async (say) => {
      const wait = <T>(what: string, probe: () => Promise<T | undefined>, timeoutMs = 60_000) =>
        poll(
          async () => {
            await processes.assertRunning();
            return probe();
          },
          {
            everyMs: 50,
            timeoutMs,
            signal: options.signal,
            onTimeout: (last) => notReady(options.name, what, dir, last),
          },
        );

      await writeConfigFiles(dir, state);
      await processes.start("etcd");
      await wait("etcd", async () => {
        const answer = await fetch(`http://127.0.0.1:${state.ports.etcd}/readyz`);
        return answer.ok || undefined;
      });
      say("starting the API server");
      await processes.start("kube-apiserver");
      const serving = await wait("the API server's certificate", () => readServing(dir));
      const kubeconfigs = await writeKubeconfigs(dir, state, server, serving.cert);
      const api = createApiClient({ server, caData: serving.cert, token: state.tokens.admin });
      client = api;
      kubelet = await startKubelet({ port: state.ports.kubelet, serving, api });
      await wait("the API server's listener", () => api.request("GET", "/livez/ping"));
      say("waiting for the API server, creating nodes");
      // The admin may write before the API server has made its own roles; everyone else must wait for those.
      const ready = wait("the API server", async () =>
        (await api.request("GET", "/readyz")) === "ok" ? true : undefined,
      );
      await Promise.all([
        ready.then(() => startComponent("kube-controller-manager")),
        ready.then(() => startComponent("kube-scheduler")),
        ready.then(() => startComponent("kwok")),
        ensureNodes(api, state, options),
        applyAccess(api),
      ]);

      async function startComponent(component: RoomComponent): Promise<void> {
        if (component === "kwok") await dropNodeLeases(api);
        await processes.start(component);
      }

      const room: Room = {
        name: options.name,
        dir,
        index: state.index,
        server,
        caData: serving.cert,
        tokens: state.tokens,
        kubeconfigs,
        serving,
        auditLog: join(dir, "audit.log"),
        api: (method, path, body, request) => api.request(method, path, body, request),
        pid: (component) => {
          const spawned = processes.get(component);
          return spawned?.running() ? spawned.id.pid : undefined;
        },
        logFile: processes.logFile,
        kill: async (component) => processes.get(component)?.kill(),
        freeze: (component) => processes.get(component)?.signal("SIGSTOP"),
        thaw: (component) => processes.get(component)?.signal("SIGCONT"),
        start: startComponent,
        waitReady: (ready = {}) =>
          poll(() => isReady(api, options.nodes ?? 20), {
            everyMs: 50,
            timeoutMs: ready.timeoutMs ?? 60_000,
            signal: ready.signal,
            onTimeout: (last) => notReady(options.name, "the room", dir, last),
          }).then(() => {}),
        stop,
      };
      say("waiting for controllers and nodes");
      await wait("controllers and nodes", () => isReady(api, options.nodes ?? 20));
      return room;
    });
  } catch (error) {
    await stop().catch(() => {});
    throw error;
  }
}

/** kwok of an earlier run may still hold the leases of all nodes for 40 s; a new one must not wait for that. */
async function dropNodeLeases(api: ApiClient): Promise<void> {
  await api
    .request("DELETE", "/apis/coordination.k8s.io/v1/namespaces/kube-node-lease/leases", undefined, {
      timeoutMs: 5_000,
    })
    .catch(() => {});
}

async function readServing(dir: string): Promise<Room["serving"] | undefined> {
  const [cert, key] = await Promise.all(
    ["apiserver.crt", "apiserver.key"].map((name) => readFile(join(dir, "certs", name), "utf8")),
  );
  // Both files are written one after the other, not at once.
  return cert?.includes("END CERTIFICATE") && key?.includes("PRIVATE KEY-----\n") ? { cert, key } : undefined;
}

async function isReady(api: ApiClient, nodes: number): Promise<true | undefined> {
  if ((await api.request("GET", "/readyz", undefined, { timeoutMs: 2_000 })) !== "ok") return undefined;
  // Made by a controller, and needed by every pod: the surest sign that controllers work.
  await api.request("GET", "/api/v1/namespaces/default/serviceaccounts/default");
  const list = await api.request<{ items: NodeStatus[] }>("GET", "/api/v1/nodes?resourceVersion=0");
  const ready = list.items.filter((node) =>
    node.status.conditions.some((condition) => condition.type === "Ready" && condition.status === "True"),
  );
  return ready.length >= nodes ? true : undefined;
}

interface NodeStatus {
  status: { conditions: { type: string; status: string }[] };
}

function notReady(name: string, what: string, dir: string, last: unknown): LabError {
  return new LabError(
    "room_not_ready",
    `room ${name}: ${what} was not ready in time (${last instanceof Error ? last.message : "no answer"})`,
    `read the logs in ${join(dir, "logs")}; on a busy machine simply start again`,
  );
}
