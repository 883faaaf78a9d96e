import type { clusterCredentials } from "@halcyon/contracts";
import type { z } from "zod";
import { checkCredentials, CredentialsError, parseKubeconfig } from "#kube/kubeconfig.ts";
import type { KubeCredentials } from "#kube/types.ts";
import type { Secrets } from "#platform/secrets.ts";
import { errors } from "./errors.ts";

/**
 * Reads what a person gave to sign in with.
 * @throws HalcyonError fleet_credentials_invalid, never quoting what was given
 */
export function readCredentials(given: z.output<typeof clusterCredentials>): KubeCredentials {
  try {
    if (given.kind === "kubeconfig") return parseKubeconfig(given.kubeconfig, given.context);
    return checkCredentials({
      server: given.server,
      token: given.token,
      ...(given.ca === undefined ? {} : { ca: given.ca }),
      ...(given.tlsServerName === undefined ? {} : { tlsServerName: given.tlsServerName }),
    });
  } catch (error) {
    if (!(error instanceof CredentialsError)) throw error;
    const place =
      error.path === "" ? given.kind : `${given.kind === "kubeconfig" ? "kubeconfig: " : ""}${error.path}`;
    throw errors.credentials_invalid({
      detail: `${place}: ${error.message}`,
      errors: [
        {
          path: `body.credentials.${given.kind === "kubeconfig" ? "kubeconfig" : error.path}`,
          message: error.message,
          ...(error.line === undefined ? {} : { line: error.line }),
          ...(error.column === undefined ? {} : { column: error.column }),
        },
      ],
    });
  }
}

const contextOf = (clusterId: string) => `cluster:${clusterId}`;

export function sealCredentials(secrets: Secrets, clusterId: string, credentials: KubeCredentials): string {
  return secrets.seal(JSON.stringify(credentials), contextOf(clusterId));
}

export function openCredentials(secrets: Secrets, clusterId: string, sealed: string): KubeCredentials {
  return JSON.parse(secrets.open(sealed, contextOf(clusterId))) as KubeCredentials;
}
