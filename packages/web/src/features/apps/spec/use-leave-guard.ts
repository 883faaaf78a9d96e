/** Asks before a page with text that is not stored is left, whether within Halcyon or with the tab. */
import { useBlocker } from "@tanstack/react-router";
import { useCallback, useRef } from "react";

export interface LeaveGuard {
  /** Somebody wants to leave and is being asked. */
  readonly asked: boolean;
  readonly stay: () => void;
  readonly leave: () => void;
  /** Lets the next leaving pass: the text has just been stored. */
  readonly open: () => void;
}

export function useLeaveGuard(dirty: boolean): LeaveGuard {
  const guarded = useRef(dirty);
  guarded.current = dirty;
  const blocker = useBlocker({
    shouldBlockFn: ({ current, next }) => guarded.current && current.pathname !== next.pathname,
    enableBeforeUnload: () => guarded.current,
    withResolver: true,
  });
  return {
    asked: blocker.status === "blocked",
    stay: () => blocker.reset?.(),
    leave: () => blocker.proceed?.(),
    open: useCallback(() => {
      guarded.current = false;
    }, []),
  };
}
