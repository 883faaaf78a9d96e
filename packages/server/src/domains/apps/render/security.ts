/** What an instance's processes may do: of the pod, and of each container. */
import type { AppSpec, ContainerPart } from "@halcyon/contracts";
import { present } from "./stable.ts";

/** Users, groups and seccomp, for every container of the pod. */
export function renderPodSecurity({ security }: AppSpec): object | undefined {
  if (security === undefined) return undefined;
  const { runAsUser, runAsGroup, runAsNonRoot, fsGroup, supplementalGroups, seccomp } = security;
  return filled({
    runAsUser,
    runAsGroup,
    runAsNonRoot,
    fsGroup,
    supplementalGroups,
    seccompProfile: seccomp === undefined ? undefined : { type: seccomp },
  });
}

export function renderContainerSecurity(security: ContainerPart["security"]): object | undefined {
  if (security === undefined) return undefined;
  const { seccomp, capabilities, ...rest } = security;
  return filled({
    ...rest,
    capabilities: capabilities === undefined ? undefined : filled(capabilities),
    seccompProfile: seccomp === undefined ? undefined : { type: seccomp },
  });
}

function filled(fields: object): object | undefined {
  const said = present(fields);
  return Object.keys(said).length === 0 ? undefined : said;
}
