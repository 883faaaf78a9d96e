/** Asks a release for something. */
import { type Release, releaseEndpoints } from "@halcyon/contracts";
import { useState } from "react";
import { useChange } from "#api/hooks.ts";
import { type Act, type ActKind, expectedStep } from "./act.ts";

export function useAct(release: Release, onDone: () => void) {
  const [asked, setAsked] = useState<ActKind>("next");
  const options = { onDone };
  const changes = {
    next: useChange(releaseEndpoints.next, options),
    finish: useChange(releaseEndpoints.finish, options),
    hold: useChange(releaseEndpoints.hold, options),
    resume: useChange(releaseEndpoints.resume, options),
    abort: useChange(releaseEndpoints.abort, options),
    rollback: useChange(releaseEndpoints.rollback, options),
    skip: useChange(releaseEndpoints.skip, options),
  };
  const params = { release: release.id };

  function send(act: Act, reason: string): void {
    switch (act.kind) {
      case "next":
        return changes.next.mutate({ params, body: { expect: expectedStep(release) } });
      case "finish":
        return changes.finish.mutate({ params, body: { expect: expectedStep(release) } });
      case "hold":
        return changes.hold.mutate({ params, body: { reason } });
      case "resume":
        return changes.resume.mutate({ params, body: { putBack: act.putBack, reason } });
      case "abort":
        return changes.abort.mutate({ params, body: { mode: act.mode, reason } });
      case "rollback":
        return changes.rollback.mutate({ params, body: { mode: act.mode, forward: act.forward, reason } });
      case "skip":
        return changes.skip.mutate({ params, body: { target: act.target, reason } });
    }
  }

  return {
    ask(act: Act, reason = ""): void {
      if (changes[asked].isPending) return;
      changes[act.kind].reset();
      setAsked(act.kind);
      send(act, reason);
    },
    pending: changes[asked].isPending,
    problem: changes[asked].error?.problem ?? null,
    /** Forgets a refusal. */
    forget: () => changes[asked].reset(),
  };
}
