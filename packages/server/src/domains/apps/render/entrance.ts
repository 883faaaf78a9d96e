/** How a cluster lets requests in, as operations' bases say, and what of a spec its entrance cannot do. Pure. */
import type { AppSpec, SpecIssue } from "@halcyon/contracts";
import type { Base } from "../base/merge.ts";
import type { AppTarget } from "../types.ts";

type Entry = AppSpec["ingress"][number];

/** The target with its Gateway, where the strongest base that names an entrance names one. */
export function withEntrance(target: AppTarget, bases: readonly Base[]): AppTarget {
  const named = bases.flatMap(({ document: { policy } }) => {
    const own = policy.entrances?.[target.cluster];
    return [policy.entrance, own].filter((entrance) => entrance !== undefined);
  });
  const entrance = named.at(-1);
  if (entrance === undefined || entrance === "nginx") return target;
  const [namespace = "", name = ""] = entrance.gateway.split("/");
  const { listener } = entrance;
  return { ...target, gateway: { namespace, name, ...(listener === undefined ? {} : { listener }) } };
}

/** Rules and matches an HTTPRoute may have. */
const mostRules = 16;

/** What a target's entrance cannot express of the spec, with the reason. */
export function checkEntrance(spec: AppSpec, { cluster, gateway }: AppTarget): SpecIssue[] {
  return spec.ingress.flatMap((entry, index) => {
    const found = gateway === undefined ? beyondNginx(entry) : beyondGateway(entry);
    const way = gateway === undefined ? "ingress-nginx" : `the Gateway ${gateway.namespace}/${gateway.name}`;
    return found.map(({ path, why, hint }) => ({
      path: ["ingress", index, ...path],
      message: `${way} of ${cluster} cannot do this: ${why}`,
      hint,
    }));
  });
}

interface Beyond {
  readonly path: string[];
  readonly why: string;
  readonly hint: string;
}

function beyondNginx({ headers, timeouts }: Entry): Beyond[] {
  return [
    ...(headers?.request === undefined
      ? []
      : [
          {
            path: ["headers", "request"],
            why: "it sets headers of requests for all apps alike, or by a configuration snippet",
            hint: "have the app do without, or set them in its own proxy: sidecars",
          },
        ]),
    ...(timeouts?.request === undefined
      ? []
      : [
          {
            path: ["timeouts", "request"],
            why: "it knows pauses, and no time for a request as a whole",
            hint: "write connect, send and read",
          },
        ]),
  ];
}

function beyondGateway({ tls, bodySize, timeouts, rateLimit, redirect, paths }: Entry): Beyond[] {
  const beyond: Beyond[] = [];
  const add = (path: string[], why: string, hint: string) => beyond.push({ path, why, hint });
  if (tls !== undefined)
    add(["tls"], "certificates belong to the Gateway's listener", "leave tls out; operations put it there");
  if (bodySize !== undefined)
    add(["bodySize"], "an HTTPRoute has no size of a request", "leave bodySize out, or let the app refuse");
  if (rateLimit !== undefined)
    add(["rateLimit"], "an HTTPRoute has no rate limit", "leave rateLimit out, or let the app refuse");
  for (const name of ["connect", "send", "read"] as const) {
    if (timeouts?.[name] !== undefined)
      add(["timeouts", name], "an HTTPRoute knows only the time of a whole request", "write request: 60");
  }
  if (redirect?.https === true)
    add(
      ["redirect", "https"],
      "plain HTTP is another listener of the Gateway",
      "leave it out; operations do it there",
    );
  if (paths.length > mostRules)
    add(["paths"], `an HTTPRoute has ${mostRules} rules at most`, "spread the paths over several hosts");
  return beyond;
}
