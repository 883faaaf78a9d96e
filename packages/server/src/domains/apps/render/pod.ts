/** What every instance is made from. A version's number is not in it: what does not change for a pod must not restart it. */
import { type AppSpec, type ContainerPart, containersOf } from "@halcyon/contracts";
import type { FilesOfContainers } from "./config-files.ts";
import { renderContainer } from "./container.ts";
import { podLabels } from "./labels.ts";
import { renderPlacement } from "./placement.ts";
import { renderPodSecurity } from "./security.ts";
import { filled, present, sorted } from "./stable.ts";
import { storageMounts, storageVolumes } from "./storage.ts";

/** The pod template of a workload. */
export function renderPodTemplate(
  spec: AppSpec,
  files: FilesOfContainers,
): { metadata: object; spec: object } {
  return {
    metadata: present({
      labels: podLabels(spec),
      annotations: filled(spec.pod.annotations),
    }),
    spec: renderPod(spec, files),
  };
}

function renderPod(spec: AppSpec, files: FilesOfContainers): object {
  const { dns, hostAliases, priorityClass, serviceAccountToken } = spec.pod;
  const parts = containersOf(spec);
  const rendered = (wanted: (part: ContainerPart) => boolean) =>
    parts
      .filter(wanted)
      .map((part) =>
        renderContainer(
          spec.name,
          part,
          [...mountsOf(part, files), ...storageMounts(spec, part)],
          spec.adopted !== undefined,
        ),
      );
  const before = [
    ...rendered(({ kind, afterSidecars }) => kind === "init" && !afterSidecars),
    ...rendered(({ kind }) => kind === "sidecar"),
    ...rendered(({ kind, afterSidecars }) => kind === "init" && afterSidecars),
  ];
  const volumes = [
    ...parts.flatMap(({ name }) => files.get(name)?.volumes ?? []),
    ...scratchVolumes(spec),
    ...storageVolumes(spec),
  ];
  return present({
    serviceAccountName: spec.adopted === undefined ? spec.name : spec.adopted.serviceAccount,
    automountServiceAccountToken: serviceAccountToken,
    terminationGracePeriodSeconds: spec.stop.gracePeriodSeconds,
    imagePullSecrets: spec.pullSecrets?.map((name) => ({ name })),
    priorityClassName: priorityClass,
    securityContext: renderPodSecurity(spec),
    dnsPolicy: dns?.policy,
    dnsConfig: renderDns(dns),
    hostAliases,
    ...renderPlacement(spec),
    initContainers: before.length === 0 ? undefined : before,
    containers: rendered(({ kind }) => kind === "own" || kind === "beside"),
    volumes: volumes.length === 0 ? undefined : volumes,
  });
}

function mountsOf({ name, mounts }: ContainerPart, files: FilesOfContainers): object[] {
  return [
    ...(files.get(name)?.mounts ?? []),
    ...Object.entries(sorted(mounts)).map(([volume, mountPath]) => ({
      name: scratchName(volume),
      mountPath,
    })),
  ];
}

/** Beside volumes of other origins, a scratch volume keeps a name of its own. */
function scratchName(volume: string): string {
  return `scratch-${volume}`;
}

function scratchVolumes({ scratch = {} }: AppSpec): object[] {
  return Object.entries(sorted(scratch)).map(([volume, { size, medium }]) => ({
    name: scratchName(volume),
    emptyDir: present({ medium, sizeLimit: size }),
  }));
}

function renderDns(dns: AppSpec["pod"]["dns"]): object | undefined {
  if (dns === undefined) return undefined;
  const { nameservers, searches, options } = dns;
  const config = present({
    nameservers,
    searches,
    options:
      options === undefined
        ? undefined
        : Object.entries(sorted(options)).map(([name, value]) =>
            present({ name, value: value ?? undefined }),
          ),
  });
  return Object.keys(config).length === 0 ? undefined : config;
}
