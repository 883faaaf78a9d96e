/**
 * A small model of what Kubernetes does with one Deployment: API server (resourceVersion), Deployment controller,
 * ReplicaSet controller, pods. Only for the simulation. Written from pkg/controller/deployment and pkg/controller/replicaset
 * of Kubernetes 1.37; it knows nothing of releases.
 */

export interface Strategy {
  readonly template: string;
  readonly surge: number;
  readonly unavailable: number;
  /** minReadySeconds no pod ever reaches. */
  readonly never: boolean;
}

export interface Pod {
  ready: boolean;
}

export interface ModelSet {
  readonly name: string;
  readonly template: string;
  rv: number;
  generation: number;
  observed: number;
  replicas: number;
  desired: number;
  never: boolean;
  pods: Pod[];
  counted: number;
  ready: number;
}

export interface ModelDeployment {
  rv: number;
  generation: number;
  observed: number;
  replicas: number;
  strategy: Strategy;
  status: { counted: number; updated: number; available: number };
}

export interface ModelCluster {
  deployment: ModelDeployment;
  sets: ModelSet[];
  clock: number;
}

/** A cluster in which `replicas` pods of one template have been Ready for long. */
export function modelCluster(replicas: number, strategy: Strategy): ModelCluster {
  const cluster: ModelCluster = {
    clock: 10,
    deployment: {
      rv: 1,
      generation: 1,
      observed: 1,
      replicas,
      strategy,
      status: { counted: replicas, updated: replicas, available: replicas },
    },
    sets: [],
  };
  const set = newSet(cluster, strategy.template, replicas);
  set.pods = Array.from({ length: replicas }, () => ({ ready: true }));
  observeSet(set);
  return cluster;
}

function newSet(cluster: ModelCluster, template: string, replicas: number): ModelSet {
  const set: ModelSet = {
    name: `rs-${template}`,
    template,
    rv: ++cluster.clock,
    generation: 1,
    observed: 0,
    replicas,
    desired: cluster.deployment.replicas,
    never: cluster.deployment.strategy.never,
    pods: [],
    counted: 0,
    ready: 0,
  };
  cluster.sets.push(set);
  return set;
}

function observeSet(set: ModelSet): void {
  set.observed = set.generation;
  set.counted = set.pods.length;
  set.ready = set.pods.filter((pod) => pod.ready).length;
}

/** Sets a ReplicaSet's size; a size already there changes nothing. */
export function resize(cluster: ModelCluster, set: ModelSet, replicas: number): void {
  if (set.replicas === replicas) return;
  set.replicas = replicas;
  set.generation += 1;
  set.rv = ++cluster.clock;
}

const availableOf = (set: ModelSet) => (set.never ? 0 : set.ready);
const total = (sets: readonly ModelSet[], value: (set: ModelSet) => number) =>
  sets.reduce((sum, set) => sum + value(set), 0);

/** One sync of the ReplicaSet controller: pods that are not Ready go first. */
export function syncSet(set: ModelSet): void {
  while (set.pods.length < set.replicas) set.pods.push({ ready: false });
  if (set.pods.length > set.replicas) {
    set.pods.sort((a, b) => Number(b.ready) - Number(a.ready));
    set.pods.length = set.replicas;
  }
  observeSet(set);
}

/** One sync of the Deployment controller. */
export function syncDeployment(cluster: ModelCluster): void {
  const { deployment } = cluster;
  const { strategy, replicas } = deployment;
  const finish = () => {
    const own = cluster.sets.find((set) => set.template === strategy.template);
    deployment.observed = deployment.generation;
    deployment.status = {
      counted: total(cluster.sets, (set) => set.counted),
      updated: own?.counted ?? 0,
      available: total(cluster.sets, availableOf),
    };
  };
  let own = cluster.sets.find((set) => set.template === strategy.template);
  if (own === undefined) {
    own = newSet(cluster, strategy.template, 0);
    resize(cluster, own, surgeRoom(cluster, own));
    return finish();
  }
  own.never = strategy.never;
  const active = cluster.sets.filter((set) => set.replicas > 0);
  if (active.some((set) => set.desired !== replicas)) {
    spread(cluster, active);
    return finish();
  }
  if (own.replicas > replicas) {
    resize(cluster, own, replicas);
    return finish();
  }
  const room = surgeRoom(cluster, own);
  if (own.replicas < replicas && room > 0) {
    resize(cluster, own, own.replicas + room);
    return finish();
  }
  lowerOld(cluster, own);
  finish();
}

function surgeRoom(cluster: ModelCluster, own: ModelSet): number {
  const { replicas, strategy } = cluster.deployment;
  const most = replicas + strategy.surge - total(cluster.sets, (set) => set.replicas);
  return Math.max(0, Math.min(most, replicas - own.replicas));
}

function lowerOld(cluster: ModelCluster, own: ModelSet): void {
  const { replicas, strategy } = cluster.deployment;
  const old = cluster.sets.filter((set) => set !== own && set.replicas > 0);
  const least = replicas - strategy.unavailable;
  let most = total(cluster.sets, (set) => set.replicas) - least - (own.replicas - availableOf(own));
  if (most <= 0) return;
  for (const set of old) {
    const unhealthy = Math.min(most, set.replicas - Math.min(set.replicas, availableOf(set)));
    resize(cluster, set, set.replicas - unhealthy);
    most -= unhealthy;
  }
  let surplus = total(cluster.sets, (set) => Math.min(set.replicas, availableOf(set))) - least;
  for (const set of old) {
    const lower = Math.max(0, Math.min(surplus, set.replicas));
    resize(cluster, set, set.replicas - lower);
    surplus -= lower;
  }
}

/** A change of R: all active sets in proportion, to R + surge together. */
function spread(cluster: ModelCluster, active: ModelSet[]): void {
  const { replicas, strategy } = cluster.deployment;
  const target = replicas > 0 ? replicas + (active.length > 1 ? strategy.surge : 0) : 0;
  const before = total(active, (set) => set.replicas);
  let left = target - before;
  for (const [index, set] of active.entries()) {
    const share =
      index === active.length - 1 ? left : Math.trunc((set.replicas * (target - before)) / before);
    resize(cluster, set, Math.max(0, set.replicas + share));
    left -= share;
    set.desired = replicas;
    set.rv = ++cluster.clock;
  }
}
