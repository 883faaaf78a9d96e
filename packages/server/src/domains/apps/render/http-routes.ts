/** HTTPRoutes of the Gateway API, for clusters whose entrance is a Gateway (gateway-api.sigs.k8s.io, HTTPRoute v1). */
import type { AppSpec } from "@halcyon/contracts";
import type { AppTarget, Manifest } from "../types.ts";
import { hostObjectName, servicePort } from "./ingress.ts";
import { serviceName, steadyLabels } from "./network.ts";
import { present, sorted } from "./stable.ts";

type Entry = AppSpec["ingress"][number];
type Gateway = NonNullable<AppTarget["gateway"]>;

/** One HTTPRoute per host. */
export function renderHttpRoutes(spec: AppSpec, { namespace }: AppTarget, gateway: Gateway): Manifest[] {
  return spec.ingress.map((entry) => ({
    apiVersion: "gateway.networking.k8s.io/v1",
    kind: "HTTPRoute",
    metadata: { name: hostObjectName(spec.name, entry.host), namespace, labels: steadyLabels(spec) },
    spec: {
      parentRefs: [
        present({ namespace: gateway.namespace, name: gateway.name, sectionName: gateway.listener }),
      ],
      hostnames: [entry.host, ...(entry.aliases ?? [])],
      rules:
        entry.redirect?.to === undefined
          ? entry.paths.map((path) => renderRule(spec, entry, path))
          : [{ filters: [renderRedirect(entry.redirect.to, entry.redirect.permanent)] }],
    },
  }));
}

function renderRule(
  spec: AppSpec,
  entry: Entry,
  { path, type, port, rewrite }: Entry["paths"][number],
): object {
  const { request, response } = entry.headers ?? {};
  const exact = type === "Exact";
  const filters = [
    ...(request === undefined
      ? []
      : [{ type: "RequestHeaderModifier", requestHeaderModifier: { set: headerList(request) } }]),
    ...(response === undefined
      ? []
      : [{ type: "ResponseHeaderModifier", responseHeaderModifier: { set: headerList(response) } }]),
    ...(rewrite === undefined
      ? []
      : [
          {
            type: "URLRewrite",
            urlRewrite: {
              path: exact
                ? { type: "ReplaceFullPath", replaceFullPath: rewrite }
                : { type: "ReplacePrefixMatch", replacePrefixMatch: rewrite },
            },
          },
        ]),
  ];
  const { request: whole } = entry.timeouts ?? {};
  return present({
    matches: [{ path: { type: exact ? "Exact" : "PathPrefix", value: path } }],
    filters: filters.length === 0 ? undefined : filters,
    backendRefs: [{ name: serviceName(spec), port: servicePort(spec, port) }],
    timeouts: whole === undefined ? undefined : { request: `${whole}s` },
  });
}

function renderRedirect(to: string, permanent: boolean): object {
  const url = new URL(to);
  return {
    type: "RequestRedirect",
    requestRedirect: present({
      scheme: url.protocol.replace(":", ""),
      hostname: url.hostname,
      port: url.port === "" ? undefined : Number(url.port),
      path: { type: "ReplaceFullPath", replaceFullPath: url.pathname },
      statusCode: permanent ? 301 : 302,
    }),
  };
}

function headerList(headers: Readonly<Record<string, string>>): object[] {
  return Object.entries(sorted(headers)).map(([name, value]) => ({ name, value }));
}
