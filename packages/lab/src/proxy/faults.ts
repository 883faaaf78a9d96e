/** Which requests a fault concerns; without a match, all of them. */
export interface RequestMatch {
  method?: string;
  /** Source of a regular expression over path and query. */
  path?: string;
  /** True: only watches; false: only what is not a watch. */
  watch?: boolean;
}

interface Common {
  match?: RequestMatch;
  /** How many times it strikes before it is spent; without it, until cleared. */
  count?: number;
}

export type Fault =
  /** Each request, and each piece of a stream, arrives `ms` (± up to `jitterMs`) later. */
  | ({ kind: "delay"; ms: number; jitterMs?: number } & Common)
  /** Connections are accepted and nothing is answered; live streams stand still. Clearing lets everything go on. */
  | ({ kind: "hang" } & Common)
  /** Connections are reset before the request reaches the API server, live ones at once. */
  | ({ kind: "reset" } & Common)
  /** The request is carried out, but its answer (or stream) breaks off after so many bytes; 0 loses it wholly. */
  | ({ kind: "truncate"; afterBytes: number } & Common)
  /** Answered with this status and a Kubernetes Status body, without reaching the API server. */
  | ({
      kind: "status";
      status: number;
      reason?: string;
      message?: string;
      retryAfterSeconds?: number;
    } & Common)
  /** Events vanish from watch streams, unnoticed; `count` counts events. */
  | ({ kind: "drop-events" } & Common)
  /** Watch streams, live ones too, end with an ERROR event of 410 Gone. */
  | ({ kind: "gone" } & Common);

export type FaultKind = Fault["kind"];
export type FaultOf<K extends FaultKind> = Extract<Fault, { kind: K }>;

/** What a match looks at. */
export interface RequestFacts {
  method: string;
  url: string;
  watch: boolean;
}

/** The faults in force. `set`, `add` and `clear` tell every listener, so that live streams react at once. */
export interface FaultSet {
  set(faults: readonly Fault[]): void;
  add(fault: Fault): void;
  clear(): void;
  /** What is in force now, with the counts that are left. */
  list(): Fault[];
  /** The first fault of this kind for the request; does not use it up. */
  find<K extends FaultKind>(kind: K, facts: RequestFacts): FaultOf<K> | undefined;
  /** The same, and uses it up by one. */
  strike<K extends FaultKind>(kind: K, facts: RequestFacts): FaultOf<K> | undefined;
  onChange(listener: () => void): () => void;
}

export function createFaultSet(): FaultSet {
  let active: { fault: Fault; left: number }[] = [];
  const listeners = new Set<() => void>();
  const changed = () => {
    for (const listener of listeners) listener();
  };
  const entry = (fault: Fault) => ({ fault, left: fault.count ?? Number.POSITIVE_INFINITY });
  const lookup = (kind: FaultKind, facts: RequestFacts) =>
    active.find(({ fault, left }) => fault.kind === kind && left > 0 && matches(fault.match, facts));
  return {
    set(faults) {
      active = faults.map(entry);
      changed();
    },
    add(fault) {
      active.push(entry(fault));
      changed();
    },
    clear() {
      active = [];
      changed();
    },
    list: () =>
      active
        .filter(({ left }) => left > 0)
        .map(({ fault, left }) => (Number.isFinite(left) ? { ...fault, count: left } : fault)),
    find: <K extends FaultKind>(kind: K, facts: RequestFacts) =>
      lookup(kind, facts)?.fault as FaultOf<K> | undefined,
    strike<K extends FaultKind>(kind: K, facts: RequestFacts) {
      const found = lookup(kind, facts);
      if (found) found.left -= 1;
      return found?.fault as FaultOf<K> | undefined;
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function matches(match: RequestMatch | undefined, facts: RequestFacts): boolean {
  if (!match) return true;
  if (match.method !== undefined && match.method.toUpperCase() !== facts.method) return false;
  if (match.watch !== undefined && match.watch !== facts.watch) return false;
  return match.path === undefined || new RegExp(match.path).test(facts.url);
}

const reasons: Record<number, string> = {
  400: "BadRequest",
  401: "Unauthorized",
  403: "Forbidden",
  404: "NotFound",
  409: "Conflict",
  410: "Expired",
  422: "Invalid",
  429: "TooManyRequests",
  500: "InternalError",
  503: "ServiceUnavailable",
  504: "Timeout",
};

/** A Kubernetes Status object, as an API server answers it. */
export function statusBody(fault: { status: number; reason?: string; message?: string }): object {
  return {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    message: fault.message ?? `answered ${fault.status} by the lab's fault proxy`,
    reason: fault.reason ?? reasons[fault.status] ?? "Unknown",
    code: fault.status,
  };
}
