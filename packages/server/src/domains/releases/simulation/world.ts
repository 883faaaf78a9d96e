/**
 * A release over modelled clusters, driven by a schedule: people, Halcyon's looks, writes that arrive late or twice,
 * crashes, controllers, pods. Checks the invariants after each event. Only for the simulation.
 */
import type { Plan } from "@halcyon/contracts";
import { advance, command, type Command, type Facts, goalOf, type ReleaseRecord } from "../machine.ts";
import { cutSteps } from "../steps.ts";
import type { Memory } from "../targets/deployment/memory.ts";
import type { Goal } from "../targets/port.ts";
import { type ModelCluster, modelCluster, syncDeployment, syncSet } from "./cluster.ts";
import { lookAt, strategyOf, type Write } from "./target.ts";

/** One thing that happens; `at` picks a target, a set, a pod or a write, by remainder. */
export type Event =
  | {
      readonly kind: "look" | "arrive" | "repeat" | "lose" | "deployment" | "set" | "ready";
      readonly at: number;
    }
  | { readonly kind: "crash" | "next" | "finish" | "hold" | "resume" | "back" | "back-express" }
  | { readonly kind: "scale"; readonly at: number; readonly to: number };

/** Mistakes planted on purpose, to see that the checks find them. */
export interface Planted {
  readonly offByOne?: boolean;
  readonly noFence?: boolean;
  readonly resumeRepeats?: boolean;
}

interface Target {
  readonly name: string;
  readonly cluster: ModelCluster;
  /** Durable. */
  memory: Memory | null;
  /** Of the process, gone with a crash. */
  satisfiedFor: number;
  fenced: boolean;
  inFlight: Write[];
}

export interface World {
  readonly plan: Plan;
  readonly targets: Target[];
  record: ReleaseRecord;
  readonly violations: string[];
  happen(event: Event): void;
}

export function createWorld(
  sizes: readonly number[],
  steps: readonly number[],
  surge: number,
  planted: Planted = {},
): World {
  const names = sizes.map((_, index) => `t${index}`);
  const cut = cutSteps(
    sizes.map((replicas, index) => ({ target: `t${index}`, room: `r${index}`, replicas, stepped: true })),
    "across",
    [...steps],
  );
  const plan = {
    steps: cut.map((step) => ({ ...step, gates: [{ kind: "manual" }] })),
    targets: sizes.map((replicas, index) => ({ target: `t${index}`, replicas })),
    finishOrder: "at-once",
  } as unknown as Plan;
  const targets: Target[] = sizes.map((replicas, index) => ({
    name: names[index] ?? "",
    cluster: modelCluster(replicas, strategyOf("from", surge)),
    memory: null,
    satisfiedFor: -1,
    fenced: false,
    inFlight: [],
  }));
  const violations: string[] = [];
  let scaled = false;
  let allowed = new Map(names.map((name) => [name, 0]));
  const world: World = { plan, targets, violations, record: fresh(), happen };

  const satisfied = (name: string) =>
    targets.some((one) => one.name === name && one.satisfiedFor === world.record.revision);
  const ready = () => targets.every((target) => satisfied(target.name));

  function goal(target: Target): Goal {
    const asked = goalOf(world.record, plan, target.name, satisfied);
    if (planted.offByOne === true && asked.kind === "share") return { ...asked, share: asked.share + 1 };
    return asked;
  }

  /** The most new instances a target may have by what has been asked up to now. */
  function raiseAllowance(): void {
    const { record } = world;
    const next = new Map<string, number>();
    for (const target of plan.targets) {
      next.set(target.target, plan.steps[record.position - 1]?.shares[target.target] ?? 0);
    }
    allowed = next;
  }

  function say(given: Command): void {
    const facts: Facts = {
      now: 0,
      actor: "lin",
      stepReady: ready(),
      notReady: "",
      gate: null,
      frozen: null,
      approval: null,
      drift: null,
      drifted: [],
    };
    const verdict = command(world.record, plan, given, facts);
    if (!verdict.ok) return;
    world.record = verdict.record;
    raiseAllowance();
    // A hold or a step back is acknowledged only when no earlier write can arrive: here, at once.
    if (planted.noFence !== true) for (const target of targets) fence(target);
  }

  function fence(target: Target): void {
    target.fenced = true;
    target.cluster.deployment.rv = ++target.cluster.clock;
    for (const set of target.cluster.sets) set.rv = ++target.cluster.clock;
  }

  function arrive(target: Target, at: number, keep: boolean): void {
    const index = target.inFlight.length === 0 ? -1 : at % target.inFlight.length;
    const write = target.inFlight[index];
    if (write === undefined) return;
    if (!keep) target.inFlight.splice(index, 1);
    const before = newInstances(target);
    const arrived = write.apply(target.cluster);
    const after = newInstances(target);
    const most = allowed.get(target.name) ?? 0;
    if (arrived && !scaled && after > before && after > most)
      violations.push(`${target.name}: '${write.text}' made ${after} new instances, ${most} are allowed`);
  }

  const newInstances = (target: Target) =>
    target.cluster.sets.find((set) => set.template === "B")?.replicas ?? 0;

  function look(target: Target): void {
    if (world.record.state !== "running") return;
    if (!target.fenced && planted.noFence !== true) return fence(target);
    const looked = lookAt(
      target.cluster,
      goal(target),
      target.memory,
      targets.length > 0 ? (plan.targets.find((one) => one.target === target.name)?.replicas ?? 0) : 0,
      surge,
    );
    target.memory = looked.memory;
    if (looked.satisfied) target.satisfiedFor = world.record.revision;
    else if (target.satisfiedFor === world.record.revision) target.satisfiedFor = -1;
    if (looked.write !== null) target.inFlight.push(looked.write);
    const step = advance(world.record, plan, {
      revision: world.record.revision,
      now: 0,
      stepReady: ready(),
      drift: null,
      gatesPassed: false,
    });
    if (step !== null) world.record = step.record;
  }

  function crash(): void {
    for (const target of targets) {
      target.satisfiedFor = -1;
      target.fenced = false;
    }
    if (
      planted.resumeRepeats === true &&
      world.record.state === "running" &&
      world.record.position < plan.steps.length
    ) {
      // The mistake: taking a release up again asks for its step once more.
      world.record = {
        ...world.record,
        position: world.record.position + 1,
        revision: world.record.revision + 1,
      };
    }
  }

  function happen(event: Event): void {
    const target = "at" in event ? targets[event.at % targets.length] : undefined;
    switch (event.kind) {
      case "look":
        if (target !== undefined) look(target);
        break;
      case "arrive":
      case "repeat":
        if (target !== undefined) arrive(target, event.at, event.kind === "repeat");
        break;
      case "lose":
        target?.inFlight.splice(0, 1);
        break;
      case "deployment":
        if (target !== undefined) syncDeployment(target.cluster);
        break;
      case "set":
        for (const set of target?.cluster.sets ?? []) syncSet(set);
        break;
      case "ready":
        for (const set of target?.cluster.sets ?? []) for (const pod of set.pods) pod.ready = true;
        break;
      case "scale":
        if (target !== undefined) {
          scaled = true;
          target.cluster.deployment.replicas = event.to;
          target.cluster.deployment.generation += 1;
          target.cluster.deployment.rv = ++target.cluster.clock;
        }
        break;
      case "crash":
        crash();
        break;
      case "hold":
        say({ kind: "hold", reason: "look" });
        break;
      case "resume":
        say({ kind: "resume", putBack: false, reason: "" });
        break;
      case "back":
        say({
          kind: "rollback",
          mode: "stepwise",
          reason: "bad",
          forward: world.record.direction === "back",
        });
        break;
      case "back-express":
        say({ kind: "rollback", mode: "express", reason: "bad" });
        break;
      default:
        say({ kind: event.kind });
    }
    check();
  }

  function check(): void {
    for (const target of targets) {
      const planned = plan.targets.find((one) => one.target === target.name)?.replicas ?? 0;
      const serving = target.cluster.sets.flatMap((set) => set.pods).filter((pod) => pod.ready).length;
      if (!scaled && serving < planned) violations.push(`${target.name}: ${serving} of ${planned} serve`);
      const most = Math.max(allowed.get(target.name) ?? 0, 0);
      if (
        planted.resumeRepeats === true &&
        newInstances(target) > most &&
        world.record.direction === "forward" &&
        !scaled
      ) {
        violations.push(`${target.name}: ${newInstances(target)} new instances, ${most} are allowed`);
      }
    }
  }

  return world;
}

function fresh(): ReleaseRecord {
  return {
    state: "approved",
    direction: "forward",
    position: 0,
    finishing: false,
    finishFrom: 0,
    revision: 1,
    putBack: {},
    skipped: [],
    stepSince: 0,
    stepReadyAt: null,
    actor: "lin",
    reason: null,
  };
}
