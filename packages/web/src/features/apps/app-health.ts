/** How an app stands: what its version asks for against what its Deployments say. Pure. */
import type { AppTarget, DeploymentItem } from "@halcyon/contracts";
import type { Tone } from "#ui/state.tsx";

export type HealthKind = "healthy" | "changing" | "short" | "down" | "asleep" | "absent" | "unreleased";

export interface Health {
  readonly kind: HealthKind;
  readonly tone: Tone;
  readonly wanted: number;
  readonly ready: number;
}

const toneOf: Readonly<Record<HealthKind, Tone>> = {
  healthy: "good",
  changing: "busy",
  short: "warn",
  down: "bad",
  asleep: "idle",
  absent: "idle",
  unreleased: "idle",
};

/** How what runs stands; `asleep`: scaled to nothing; `absent`: it runs nowhere. */
export function healthOf(deployments: readonly DeploymentItem[]): Health {
  const sum = (value: (one: DeploymentItem) => number) =>
    deployments.reduce((all, one) => all + value(one), 0);
  const wanted = sum(({ replicas }) => replicas);
  const ready = sum(({ ready }) => ready);
  const as = (kind: HealthKind): Health => ({ kind, tone: toneOf[kind], wanted, ready });
  if (deployments.length === 0) return as("absent");
  if (wanted === 0) return as("asleep");
  if (sum(({ available }) => available) === 0) return as("down");
  if (deployments.some(({ available, replicas }) => available < replicas)) return as("short");
  return as(deployments.some(({ updated, replicas }) => updated < replicas) ? "changing" : "healthy");
}

/** One cluster an app is meant to run in, runs in, or both. */
export interface Place {
  readonly cluster: string;
  readonly room: string;
  /** What the latest version asks for; null: nothing there, so that a release would remove it. */
  readonly target: AppTarget | null;
  /** What runs; null: not released there. */
  readonly running: DeploymentItem | null;
  readonly health: Health;
}

/** Every place, by room in the version's order, then what runs beside it. */
export function placesOf(
  targets: readonly AppTarget[],
  deployments: readonly DeploymentItem[],
): readonly Place[] {
  const running = new Map(deployments.map((one) => [one.cluster, one]));
  const meant = targets.map((target): Place => {
    const one = running.get(target.cluster) ?? null;
    running.delete(target.cluster);
    const health = one === null ? absent(target.replicas) : healthOf([one]);
    return { cluster: target.cluster, room: target.room, target, running: one, health };
  });
  const beside = [...running.values()].map(
    (one): Place => ({
      cluster: one.cluster,
      room: one.room,
      target: null,
      running: one,
      health: healthOf([one]),
    }),
  );
  return [...meant, ...beside.toSorted((a, b) => a.cluster.localeCompare(b.cluster))];
}

function absent(wanted: number): Health {
  const kind = wanted === 0 ? "asleep" : "unreleased";
  return { kind, tone: toneOf[kind], wanted, ready: 0 };
}

/** An image without what all images of a company share: `frontpage:3`, `frontpage@sha256:1a2b3c4d`. */
export function shortImage(image: string): string {
  return (image.split("/").at(-1) ?? image).replace(/(@sha256:[0-9a-f]{8})[0-9a-f]+$/, "$1");
}
