/** A moment as people tell it: how long ago, with the exact time on hover. It keeps counting. */
import { Tooltip } from "@mantine/core";
import { useEffect, useState, useSyncExternalStore } from "react";
import { useFormat } from "#i18n/format.ts";
import { useMessages } from "#i18n/messages.ts";
import { uiMessages } from "./messages.ts";

const tickMs = 5_000;
const listeners = new Set<() => void>();
let now = Date.now();
setInterval(() => {
  now = Date.now();
  for (const listener of listeners) listener();
}, tickMs);

/** The time, a few seconds exact, one clock for the whole page. */
export function useNow(): number {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => now,
  );
}

export function Ago({ at }: { readonly at: string | null }) {
  const text = useMessages(uiMessages);
  const format = useFormat();
  const time = useNow();
  if (at === null) return <>{text.never}</>;
  return (
    <Tooltip label={format.dateTime(at)} openDelay={300}>
      <time dateTime={at}>{text.ago(format.duration(Math.max(0, time - Date.parse(at))))}</time>
    </Tooltip>
  );
}

/** True once something has been waited for so long that a person should see it. */
export function useLate(waiting: boolean, afterMs = 300): boolean {
  const [late, setLate] = useState(false);
  useEffect(() => {
    setLate(false);
    if (!waiting) return undefined;
    const timer = setTimeout(() => setLate(true), afterMs);
    return () => clearTimeout(timer);
  }, [waiting, afterMs]);
  return late;
}
