/**
 * A Deployment target over the modelled cluster: the real `decide`, with reads and writes that can be lost, repeated and
 * late. Only for the simulation.
 */
import { digestOf } from "../canonical.ts";
import { decide } from "../targets/deployment/decide.ts";
import type { Memory, Shape } from "../targets/deployment/memory.ts";
import type { Act, Observed, Terms } from "../targets/deployment/observed.ts";
import type { Goal } from "../targets/port.ts";
import { type ModelCluster, resize, type Strategy } from "./cluster.ts";

/** A write on its way. It may arrive at any later time, or twice; the resourceVersion is all that stops it. */
export interface Write {
  readonly text: string;
  apply(cluster: ModelCluster): boolean;
}

export interface Looked {
  readonly satisfied: boolean;
  readonly write: Write | null;
  readonly memory: Memory | null;
}

const own = (template: string, surge: number): Strategy => ({
  template,
  surge,
  unavailable: 0,
  never: false,
});

export function strategyOf(shape: Shape, surge: number): Strategy {
  const template = shape === "to" || shape === "armed-to" ? "B" : "A";
  return shape === "armed-to" || shape === "armed-from"
    ? { template, surge: 1, unavailable: 0, never: true }
    : own(template, surge);
}

export function termsOf(planned: number): Terms {
  return {
    fresh: false,
    planned,
    unavailable: 0,
    stepped: true,
    replicas: { from: null, to: null },
    plainExpress: true,
  };
}

export function observe(cluster: ModelCluster, surge: number): Observed {
  const { deployment } = cluster;
  return {
    deployment: {
      replicas: deployment.replicas,
      current: deployment.observed === deployment.generation,
      spec: digestOf(deployment.strategy),
      ...deployment.status,
      surge,
      deleting: false,
      foreign: null,
      scaledBy: null,
    },
    sets: cluster.sets.map((set) => ({
      name: set.name,
      resourceVersion: String(set.rv),
      side: set.template === "B" ? "to" : "from",
      replicas: set.replicas,
      current: set.observed === set.generation,
      counted: set.counted,
      ready: set.ready,
      desired: set.desired,
      foreign: null,
      failure: null,
    })),
  };
}

/** One look: the notes as they are before the write, and the write it leads to. */
export function lookAt(
  cluster: ModelCluster,
  goal: Goal,
  notes: Memory | null,
  planned: number,
  surge: number,
): Looked {
  const observed = observe(cluster, surge);
  let memory = notes;
  if (memory?.intended != null && observed.deployment?.spec === memory.intended.spec) {
    memory = { ...memory, expected: memory.intended.spec, shape: memory.intended.shape, intended: null };
  }
  const act = decide(goal, observed, memory, termsOf(planned));
  return carry(act, cluster, memory, surge);
}

function carry(act: Act, cluster: ModelCluster, memory: Memory | null, surge: number): Looked {
  switch (act.do) {
    case "satisfied":
      return { satisfied: true, write: null, memory };
    case "prepare":
      return { satisfied: false, write: null, memory: prepared(cluster) };
    case "objects":
      return {
        satisfied: false,
        write: null,
        memory: memory === null ? null : { ...memory, objects: act.to },
      };
    case "shape": {
      const strategy = strategyOf(act.shape, surge);
      const { rv } = cluster.deployment;
      const intended = { spec: digestOf(strategy), shape: act.shape };
      const write = { text: act.shape, apply: (at: ModelCluster) => reshape(at, rv, strategy) };
      return { satisfied: false, write, memory: memory === null ? null : { ...memory, intended } };
    }
    case "scale-set": {
      const { name, resourceVersion } = act.set;
      const write = {
        text: `${name} ${act.set.replicas}->${act.replicas}`,
        apply(at: ModelCluster) {
          const set = at.sets.find((one) => one.name === name);
          if (set === undefined || String(set.rv) !== resourceVersion) return false;
          resize(at, set, act.replicas);
          return true;
        },
      };
      return { satisfied: false, write, memory };
    }
    case "drift":
      throw new Error(`the simulation has no strangers, yet: ${act.drift.what}`);
    default:
      return { satisfied: false, write: null, memory };
  }
}

function reshape(cluster: ModelCluster, rv: number, strategy: Strategy): boolean {
  if (cluster.deployment.rv !== rv) return false;
  cluster.deployment.strategy = strategy;
  cluster.deployment.generation += 1;
  cluster.deployment.rv = ++cluster.clock;
  return true;
}

function prepared(cluster: ModelCluster): Memory {
  return {
    templates: { from: "A", to: "B" },
    expected: digestOf(cluster.deployment.strategy),
    shape: "from",
    intended: null,
    objects: "from",
    served: cluster.deployment.status.available,
    created: false,
    scale: null,
    reset: "none",
    overwriteObjects: false,
    putBack: 0,
  };
}
