/** Which logs are read together. */
export interface LogSource {
  readonly cluster: string;
  readonly namespace: string;
  readonly pod: string;
  /** Its first container unless told. */
  readonly container?: string | undefined;
}

/** So many are read together; more would be a list nobody can follow. */
export const mostSources = 20;

/** @param text `cluster/namespace/pod,cluster/namespace/pod/container`; what is not of that form is left out */
export function parseSources(text: string): LogSource[] {
  const parts = new Set(text.split(",").map((part) => part.trim()));
  return [...parts].flatMap((part): LogSource[] => {
    const [cluster, namespace, pod, container] = part.split("/");
    return cluster && namespace && pod
      ? [{ cluster, namespace, pod, container: container || undefined }]
      : [];
  });
}

/** What tells the sources from each other, as short as can be: a pod's name, with its container where several are read. */
export function sourceNames(sources: readonly LogSource[]): string[] {
  return sources.map((one) => {
    const alike = sources.filter(({ pod }) => pod === one.pod);
    const several = new Set(alike.map(({ cluster }) => cluster)).size > 1;
    return [
      ...(several ? [`${one.cluster}/`] : []),
      one.pod,
      ...(one.container === undefined || alike.length < 2 ? [] : [`/${one.container}`]),
    ].join("");
  });
}
