/** The time a refusal asks to wait for, running down. */
import { useEffect, useState } from "react";
import type { ProblemError } from "#api/call.ts";

/** @returns seconds that are left; 0 when one may try again */
export function usePause(error: ProblemError | null): number {
  const [left, setLeft] = useState(0);
  useEffect(() => {
    const until = Date.now() + (error?.retryAfter ?? 0) * 1_000;
    const look = () => {
      const rest = Math.max(0, Math.ceil((until - Date.now()) / 1_000));
      setLeft(rest);
      return rest > 0;
    };
    if (!look()) return undefined;
    const timer = setInterval(() => {
      if (!look()) clearInterval(timer);
    }, 250);
    return () => clearInterval(timer);
  }, [error]);
  return left;
}
