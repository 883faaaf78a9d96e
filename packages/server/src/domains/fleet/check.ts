import { type AccessRule, actRules, clusterActs, groupOfAct, readerRules } from "@halcyon/contracts";
import type { KubeClient } from "#kube/client.ts";
import { KubeError } from "#kube/errors.ts";
import { clusterUid } from "#kube/store/probe.ts";
import { createTurns, type Turns } from "#platform/turns.ts";
import { errors } from "./errors.ts";

/** What a check of a cluster found. */
export interface CheckedCluster {
  readonly uid: string;
  readonly version: string;
  readonly signsInAs: string;
}

const timeoutMs = 8_000;
/** There are some three hundred permissions: all at once they would wait for each other beyond the limit of each. */
const atOnce = 10;
/** SelfSubjectReview, which tells who Halcyon is, is stable since then. */
const leastMinor = 28;
/** The person of the permission checks; who it is does not matter, only the group is bound to rights. */
const somebody = "halcyon-check";

/**
 * Looks whether Halcyon can work with a cluster: it answers, is Kubernetes of a supported version, accepts the
 * credentials, and grants every permission in the contracts' rules. Changes nothing in it.
 * @throws HalcyonError naming what is wrong
 */
export async function checkCluster(client: KubeClient, signal?: AbortSignal): Promise<CheckedCluster> {
  const options = { timeoutMs, ...(signal === undefined ? {} : { signal }) };
  try {
    const version = await supportedVersion(client, options);
    const review = await client.post<{ status?: { userInfo?: { username?: string } } }>(
      "/apis/authentication.k8s.io/v1/selfsubjectreviews",
      { apiVersion: "authentication.k8s.io/v1", kind: "SelfSubjectReview" },
      options,
    );
    const signsInAs = review.status?.userInfo?.username ?? "";
    if (signsInAs === "" || signsInAs === "system:anonymous") {
      throw errors.cluster_sign_in_refused({
        detail: `${client.server} takes Halcyon for nobody (system:anonymous).`,
      });
    }
    await requirePermissions(client, options);
    return { uid: await clusterUid(client, options), version, signsInAs };
  } catch (error) {
    throw error instanceof KubeError ? refusalOf(client.server, error) : error;
  }
}

async function supportedVersion(client: KubeClient, options: Options): Promise<string> {
  const found = await client.get<{ gitVersion?: unknown }>("/version", options);
  const match = typeof found.gitVersion === "string" ? /^v(\d+)\.(\d+)\./.exec(found.gitVersion) : null;
  if (!match)
    throw errors.cluster_unsupported({
      detail: `${client.server} answers, but not as a Kubernetes API server.`,
    });
  if (Number(match[1]) === 1 && Number(match[2]) < leastMinor) {
    throw errors.cluster_unsupported({
      detail: `${client.server} runs Kubernetes ${String(found.gitVersion)}.`,
    });
  }
  return String(found.gitVersion);
}

type Asking = Options & { readonly turns: Turns };

type Options = { readonly timeoutMs: number; readonly signal?: AbortSignal };

async function requirePermissions(client: KubeClient, given: Options): Promise<void> {
  const ending = new AbortController();
  const signal = given.signal === undefined ? ending.signal : AbortSignal.any([given.signal, ending.signal]);
  try {
    await askAll(client, { ...given, signal, turns: createTurns(atOnce) });
  } finally {
    // After the first that failed the rest need not be asked.
    ending.abort();
  }
}

async function askAll(client: KubeClient, options: Asking): Promise<void> {
  const own = (await Promise.all(readerRules.flatMap((rule) => missingOf(client, rule, "", options)))).flat();
  // Without the right to impersonate the checks below would only fail with a less clear answer.
  const ofActs = own.some((missing) => missing.includes("impersonate"))
    ? []
    : await Promise.all(
        clusterActs.flatMap((act) => {
          const acting = client.as({ user: somebody, groups: [groupOfAct(act)] });
          return actRules[act].flatMap((rule) => missingOf(acting, rule, ` as ${groupOfAct(act)}`, options));
        }),
      );
  const missing = [...new Set([...own, ...ofActs.flat()])];
  if (missing.length === 0) return;
  const shown = missing.slice(0, 8).join(", ");
  throw errors.cluster_permission_missing({
    detail: `Halcyon may not: ${shown}${missing.length > 8 ? `, and ${missing.length - 8} more` : ""}.`,
    errors: missing.map((message) => ({ path: "body.credentials", message: `may not ${message}` })),
  });
}

function missingOf(
  client: KubeClient,
  rule: AccessRule,
  suffix: string,
  options: Asking,
): Promise<string[]>[] {
  return rule.apiGroups.flatMap((group) =>
    rule.resources.flatMap((path) =>
      rule.verbs.flatMap((verb) =>
        (rule.resourceNames ?? [undefined]).map(async (name) => {
          const [resource, subresource] = path.split("/");
          const attributes = { group, resource, subresource, verb, name };
          const { turns, ...rest } = options;
          const allowed = await turns.take("", () => isAllowed(client, attributes, rest));
          return allowed ? [] : [`${verb} ${path}${name === undefined ? "" : ` ${name}`}${suffix}`];
        }),
      ),
    ),
  );
}

async function isAllowed(
  client: KubeClient,
  resourceAttributes: Readonly<Record<string, string | undefined>>,
  options: Options,
): Promise<boolean> {
  const review = await client.post<{ status?: { allowed?: boolean } }>(
    "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews",
    { apiVersion: "authorization.k8s.io/v1", kind: "SelfSubjectAccessReview", spec: { resourceAttributes } },
    options,
  );
  return review.status?.allowed === true;
}

function refusalOf(server: string, error: KubeError): Error {
  const details = { detail: `${error.message}.`, cause: error };
  switch (error.kind) {
    case "unauthorized":
      return errors.cluster_sign_in_refused(details);
    case "api":
      if (error.status === 403) return errors.cluster_permission_missing(details);
      return errors.cluster_unreachable({
        ...details,
        detail: `${server} answered ${error.status}: ${error.message}`,
      });
    case "protocol":
      return errors.cluster_unsupported(details);
    default:
      return errors.cluster_unreachable(details);
  }
}
