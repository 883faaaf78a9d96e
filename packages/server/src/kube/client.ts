import { KubeError } from "./errors.ts";
import { createListReader } from "./list-stream.ts";
import { type LogLine, logLines } from "./log-stream.ts";
import { objectPath } from "./paths.ts";
import {
  createTransport,
  defaultLimits,
  type Exchange,
  type KubeLimits,
  type QueryValues,
  type Transport,
} from "./transport.ts";
import type { KubeCredentials, KubeList, KubeObject, WatchEvent } from "./types.ts";
import { watchEvents } from "./watch-stream.ts";

/** What every request takes. Time limit 15 s unless told. */
export interface RequestOptions {
  readonly query?: QueryValues;
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
}

export interface ListEachOptions extends RequestOptions {
  /** Keys inside `metadata`, `spec` or `status`, at any depth, whose objects and arrays come empty. */
  readonly leaveOut?: readonly string[];
  /** Of each object only its apiVersion, kind and metadata are asked for. */
  readonly metadataOnly?: boolean;
}

export interface WriteOptions extends RequestOptions {
  /** Server-side dry run: everything but the storing. */
  readonly dryRun?: boolean;
  readonly fieldManager?: string;
}

export type PatchType = "merge" | "json" | "strategic" | "apply";

export interface PatchOptions extends WriteOptions {
  readonly type: PatchType;
  /** Only with `apply`: take fields from other managers. */
  readonly force?: boolean;
}

export interface DeleteOptions extends RequestOptions {
  readonly dryRun?: boolean;
  readonly propagation?: "Foreground" | "Background" | "Orphan";
  /** Refused with 409 unless the object still is this one. */
  readonly preconditions?: { readonly uid?: string; readonly resourceVersion?: string };
}

export interface ListQuery {
  readonly limit?: number;
  readonly continue?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly resourceVersion?: string;
  readonly resourceVersionMatch?: "Exact" | "NotOlderThan";
}

export interface LogsQuery {
  readonly container?: string;
  readonly tailLines?: number;
  readonly previous?: boolean;
  readonly sinceSeconds?: number;
  readonly timestamps?: boolean;
  /** At most this much; 1 MiB unless told. */
  readonly limitBytes?: number;
}

export interface FollowLogsQuery {
  readonly container: string;
  /** How many lines to begin with; all unless told. */
  readonly tailLines?: number;
  /** RFC 3339; clusters look at whole seconds only, so lines of that second come again. */
  readonly sinceTime?: string;
  readonly sinceSeconds?: number;
}

/** Who a request is made as. */
export interface Identity {
  readonly user: string;
  readonly groups: readonly string[];
}

/** One API server. Paths are Kubernetes' own: see `collectionPath` and `objectPath`. Every method throws KubeError. */
export interface KubeClient {
  readonly server: string;
  get<T = KubeObject>(path: string, options?: RequestOptions): Promise<T>;
  /** One page. */
  list<T = KubeObject>(path: string, query?: ListQuery, options?: RequestOptions): Promise<KubeList<T>>;
  /**
   * One page, each item handed over as soon as its bytes are there.
   * @returns the list without items
   */
  listEach<T = KubeObject>(
    path: string,
    query: ListQuery,
    each: (item: T) => void,
    options?: ListEachOptions,
  ): Promise<KubeList<never>>;
  post<T = KubeObject>(path: string, body: unknown, options?: WriteOptions): Promise<T>;
  put<T = KubeObject>(path: string, body: unknown, options?: WriteOptions): Promise<T>;
  patch<T = KubeObject>(path: string, body: unknown, options: PatchOptions): Promise<T>;
  delete(path: string, options?: DeleteOptions): Promise<void>;
  /** From `query.resourceVersion` on, with bookmarks, until the server ends it (minutes) or `signal` aborts. */
  watch<T = KubeObject>(path: string, query: WatchQuery, signal: AbortSignal): AsyncIterable<WatchEvent<T>>;
  logs(namespace: string, pod: string, query?: LogsQuery, options?: RequestOptions): Promise<string>;
  /**
   * A container's log as it is written, until the container ends or `signal` aborts. Nothing comes, not even the head of
   * the answer, while nothing is written: after `streamIdleMs` of that it ends by KubeError `timeout`.
   */
  followLogs(
    namespace: string,
    pod: string,
    query: FollowLogsQuery,
    signal: AbortSignal,
  ): AsyncIterable<LogLine>;
  /** The same connections, as someone else (impersonation). */
  as(identity: Identity): KubeClient;
  /** Ends all connections at once, also those of `as`. */
  close(): Promise<void>;
}

export interface WatchQuery {
  /** Called when the API server has accepted the watch; events may follow much later. */
  readonly onOpen?: () => void;
  readonly resourceVersion?: string;
  readonly labelSelector?: string;
  readonly fieldSelector?: string;
  readonly timeoutSeconds?: number;
  /** As in ListEachOptions. */
  readonly metadataOnly?: boolean;
}

const patchTypes: Readonly<Record<PatchType, string>> = {
  merge: "application/merge-patch+json",
  json: "application/json-patch+json",
  strategic: "application/strategic-merge-patch+json",
  apply: "application/apply-patch+yaml",
};

/** A client of one API server with its own kept-alive connections. Close it when the cluster is no longer used. */
export function createKubeClient(credentials: KubeCredentials, limits: Partial<KubeLimits> = {}): KubeClient {
  const transport = createTransport(credentials, { ...defaultLimits, ...limits });
  const headers = {
    "user-agent": "halcyon",
    accept: "application/json",
    ...(credentials.token === undefined ? {} : { authorization: `Bearer ${credentials.token}` }),
  };
  return clientOver(transport, headers);
}

type Headers = Readonly<Record<string, string | string[]>>;

function clientOver(transport: Transport, headers: Headers): KubeClient {
  async function json<T>(exchange: Omit<Exchange, "headers">, more: Headers = {}): Promise<T> {
    const text = await transport.text({ ...exchange, headers: { ...headers, ...more } });
    try {
      return JSON.parse(text) as T;
    } catch (error) {
      const outcomeUnknown = exchange.method !== "GET";
      throw new KubeError({
        kind: "protocol",
        message: `${transport.server} did not answer with JSON`,
        outcomeUnknown,
        cause: error,
      });
    }
  }

  function write<T>(
    method: Exchange["method"],
    path: string,
    body: unknown,
    options: WriteOptions,
    more: Headers,
    query: QueryValues = {},
  ) {
    return json<T>(
      {
        method,
        path,
        query: {
          ...options.query,
          ...query,
          fieldManager: options.fieldManager,
          dryRun: options.dryRun ? "All" : undefined,
        },
        body: JSON.stringify(body),
        timeoutMs: options.timeoutMs,
        signal: options.signal,
      },
      more,
    );
  }
  const jsonBody = { "content-type": "application/json" };

  const client: KubeClient = {
    server: transport.server,
    get: (path, options = {}) => json({ method: "GET", path, ...options }),
    list: (path, query = {}, options = {}) =>
      json({ method: "GET", path, ...options, query: { ...options.query, ...query } }),
    async listEach(path, query, each, { leaveOut, metadataOnly, ...options } = {}) {
      const reader = createListReader(leaveOut);
      const chunks = transport.stream({
        method: "GET",
        path,
        headers: metadataOnly ? { ...headers, accept: partial("PartialObjectMetadataList") } : headers,
        ...options,
        query: { ...options.query, ...query },
      });
      let turned = performance.now();
      for await (const chunk of chunks) {
        reader.push(chunk, each as (item: unknown) => void);
        if (performance.now() - turned > sliceMs) {
          await nextTurn();
          turned = performance.now();
        }
      }
      return reader.end();
    },
    post: (path, body, options = {}) => write("POST", path, body, options, jsonBody),
    put: (path, body, options = {}) => write("PUT", path, body, options, jsonBody),
    patch: (path, body, options) =>
      write(
        "PATCH",
        path,
        body,
        options,
        { "content-type": patchTypes[options.type] },
        { force: options.force },
      ),
    async delete(path, options = {}) {
      const body = {
        apiVersion: "v1",
        kind: "DeleteOptions",
        ...(options.propagation === undefined ? {} : { propagationPolicy: options.propagation }),
        ...(options.preconditions === undefined ? {} : { preconditions: options.preconditions }),
        ...(options.dryRun ? { dryRun: ["All"] } : {}),
      };
      await write("DELETE", path, body, { ...options, dryRun: false }, jsonBody);
    },
    async *watch(path, { onOpen, metadataOnly, ...query }, signal) {
      const stream = transport.stream({
        method: "GET",
        path,
        headers: metadataOnly ? { ...headers, accept: partial("PartialObjectMetadata") } : headers,
        query: { ...query, watch: true, allowWatchBookmarks: true },
        signal,
        onOpen,
      });
      yield* inSlices(watchEvents<never>(stream));
    },
    logs(namespace, pod, query = {}, options = {}) {
      return transport.text({
        method: "GET",
        path: objectPath("Pod", namespace, pod, "log"),
        headers: { ...headers, accept: "*/*" },
        ...options,
        query: { limitBytes: 1024 * 1024, ...query },
      });
    },
    async *followLogs(namespace, pod, query, signal) {
      const stream = transport.stream({
        method: "GET",
        path: objectPath("Pod", namespace, pod, "log"),
        headers: { ...headers, accept: "*/*" },
        query: { ...query, follow: true, timestamps: true },
        timeoutMs: transport.streamIdleMs,
        signal,
      });
      yield* inSlices(logLines(stream));
    },
    as(identity) {
      return clientOver(transport, {
        ...headers,
        "impersonate-user": identity.user,
        "impersonate-group": [...identity.groups],
      });
    },
    close: () => transport.close(),
  };
  return client;
}

/** Asks the API server to leave out all but metadata; one that cannot sends whole objects. */
function partial(as: string): string {
  return `application/json;as=${as};g=meta.k8s.io;v=v1,application/json`;
}

/** How long a stream may be worked through before the event loop gets a turn. */
const sliceMs = 8;

/** The same items, with turns for the event loop in between. */
async function* inSlices<T>(items: AsyncIterable<T>): AsyncGenerator<T> {
  let turned = performance.now();
  for await (const item of items) {
    yield item;
    if (performance.now() - turned > sliceMs) {
      await nextTurn();
      turned = performance.now();
    }
  }
}

function nextTurn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
