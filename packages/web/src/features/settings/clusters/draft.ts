/** Credentials while they are being typed. They live in the page's memory alone, until they are used or left. */
import { type ClusterCredentials, clusterCredentials } from "@halcyon/contracts";

export interface CredentialsDraft {
  readonly kind: "kubeconfig" | "token";
  readonly kubeconfig: string;
  /** Empty: its current one. */
  readonly context: string;
  readonly server: string;
  readonly token: string;
  readonly ca: string;
  readonly tlsServerName: string;
}

export const emptyDraft: CredentialsDraft = {
  kind: "kubeconfig",
  kubeconfig: "",
  context: "",
  server: "",
  token: "",
  ca: "",
  tlsServerName: "",
};

/** @returns null while it is not enough to ask a cluster with */
export function credentialsOf(draft: CredentialsDraft): ClusterCredentials | null {
  const given: ClusterCredentials =
    draft.kind === "kubeconfig"
      ? {
          kind: "kubeconfig",
          kubeconfig: draft.kubeconfig,
          ...(draft.context === "" ? {} : { context: draft.context }),
        }
      : {
          kind: "token",
          server: draft.server.trim(),
          token: draft.token.trim(),
          ...(draft.ca.trim() === "" ? {} : { ca: draft.ca }),
          ...(draft.tlsServerName.trim() === "" ? {} : { tlsServerName: draft.tlsServerName.trim() }),
        };
  const empty = given.kind === "kubeconfig" && given.kubeconfig.trim() === "";
  return !empty && clusterCredentials.safeParse(given).success ? given : null;
}
