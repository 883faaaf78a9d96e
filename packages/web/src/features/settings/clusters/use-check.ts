/** Looks whether Halcyon can work with a cluster, while its credentials are being typed. */
import { type ClusterCredentials, fleetEndpoints, type OutputOf, type Problem } from "@halcyon/contracts";
import { useEffect, useState } from "react";
import { useSecretChange } from "#api/secret.ts";

export type Check =
  | { readonly state: "idle" | "checking" }
  | { readonly state: "good"; readonly found: OutputOf<typeof fleetEndpoints.clusterCheck> }
  | { readonly state: "bad"; readonly problem: Problem };

/** Half an address is an address, too: Halcyon asks it only once somebody has stopped typing. */
const restMs = 800;

/** @param credentials null: not enough yet */
export function useCheck(credentials: ClusterCredentials | null): Check {
  const { send, reset, error } = useSecretChange(fleetEndpoints.clusterCheck);
  const [check, setCheck] = useState<Check>({ state: "idle" });
  const asked = credentials === null ? null : JSON.stringify(credentials);
  useEffect(() => {
    if (asked === null) return setCheck({ state: "idle" });
    setCheck({ state: "checking" });
    const timer = setTimeout(() => {
      void send({ body: { credentials: JSON.parse(asked) as ClusterCredentials } }).then((found) => {
        if (found !== null) setCheck({ state: "good", found });
      });
    }, restMs);
    return () => {
      clearTimeout(timer);
      reset();
    };
  }, [asked, send, reset]);
  return error === null || check.state === "idle" ? check : { state: "bad", problem: error.problem };
}
