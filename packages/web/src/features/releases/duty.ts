/** Who must do what now. Pure. */
import type { Release } from "@halcyon/contracts";

/** What a person is told: a message of the page. */
export type Duty =
  | {
      readonly say:
        | "youApprove"
        | "ownRelease"
        | "youStart"
        | "youGoOn"
        | "gates"
        | "working"
        | "unreachable";
    }
  | { readonly say: "held" | "stopped" | "aborted" }
  | { readonly say: "otherApproves" | "otherStarts" | "otherGoesOn"; readonly team: string }
  | { readonly say: "late"; readonly seconds: number };

/** @param approves whether the viewer may approve for the release's team at all */
export function dutyOf(release: Release, approves: boolean): Duty | null {
  const { waiting, team, may, stepLate, state, plan } = release;
  const mine = may.includes("next");
  switch (waiting.for) {
    case "approval":
      if (may.includes("approve")) return { say: "youApprove" };
      return approves ? { say: "ownRelease" } : { say: "otherApproves", team };
    case "start":
      return mine ? { say: "youStart" } : { say: "otherStarts", team };
    case "next":
      return mine ? { say: "youGoOn" } : { say: "otherGoesOn", team };
    case "gate":
      return { say: "gates" };
    case "target":
      return { say: "unreachable" };
    case "ready":
      return stepLate ? { say: "late", seconds: plan.stepTimeLimitSeconds } : { say: "working" };
    case "person":
      return state === "held" || state === "stopped" || state === "aborted" ? { say: state } : null;
    case "nobody":
      return null;
  }
}
