import { useEffect, useRef, useState } from "react";

/** The address follows what is typed after so long: each key would be a step of the router. */
const settleMs = 250;

/**
 * A text that is typed, and kept in the address. What is typed acts at once; when the address changes for another reason, as
 * by going back, it is taken over.
 * @param kept what the address says
 * @param keep puts it into the address
 */
export function useTyped(
  kept: string,
  keep: (typed: string) => void,
): readonly [string, (typed: string) => void] {
  const [typed, setTyped] = useState(kept);
  const told = useRef(kept);
  const latest = useRef(keep);
  latest.current = keep;
  useEffect(() => {
    if (kept === told.current) return;
    told.current = kept;
    setTyped(kept);
  }, [kept]);
  useEffect(() => {
    if (typed === told.current) return undefined;
    const timer = setTimeout(() => {
      told.current = typed;
      latest.current(typed);
    }, settleMs);
    return () => clearTimeout(timer);
  }, [typed]);
  return [typed, setTyped];
}
