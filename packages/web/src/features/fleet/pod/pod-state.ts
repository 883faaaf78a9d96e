import type { PodItem } from "@halcyon/contracts";
import type { Tone } from "#ui/state.tsx";

type Standing = Pick<PodItem, "phase" | "ready" | "terminating" | "reason">;

/** How a pod stands, in Kubernetes' own words, and how that is to be taken. */
export function podState({ phase, ready, terminating, reason }: Standing): {
  readonly tone: Tone;
  readonly label: string;
} {
  if (terminating) return { tone: "idle", label: "Terminating" };
  if (reason !== "") return { tone: "bad", label: reason };
  if (phase === "Failed") return { tone: "bad", label: phase };
  if (phase === "Succeeded") return { tone: "idle", label: phase };
  if (phase === "Running")
    return ready ? { tone: "good", label: phase } : { tone: "warn", label: "NotReady" };
  return { tone: phase === "Pending" ? "busy" : "warn", label: phase };
}
