import { useEffect, useState } from "react";
import type { KubeconfigContexts } from "./kubeconfig.ts";

const none: KubeconfigContexts = { names: [], current: null };

/** The contexts of what was pasted. */
export function useContexts(kubeconfig: string): KubeconfigContexts {
  const [contexts, setContexts] = useState(none);
  useEffect(() => {
    if (kubeconfig.trim() === "") return setContexts(none);
    let left = false;
    void import("./kubeconfig.ts").then(({ contextsOf }) => {
      if (!left) setContexts(contextsOf(kubeconfig) ?? none);
    });
    return () => {
      left = true;
    };
  }, [kubeconfig]);
  return contexts;
}
