/** Labels that name a manager with what it calls the object; the more telling ones first: Argo CD and Flux install Helm charts too. */
const telling = [
  ["argocd.argoproj.io/instance", "Argo CD"],
  ["helm.toolkit.fluxcd.io/name", "Flux"],
  ["kustomize.toolkit.fluxcd.io/name", "Flux"],
] as const;

/**
 * What an object's labels say manages it: `Argo CD (shop)`, `Helm (shop)`, or another's own word. Empty when they do not
 * say; what was applied by hand carries no such label.
 */
export function managerOf(labels: Readonly<Record<string, string>>): string {
  for (const [key, manager] of telling) {
    const name = labels[key];
    if (name !== undefined) return `${manager} (${name})`;
  }
  // Charts older than Helm 3's recommended labels say `heritage`, and name the release in `release`.
  const manager = labels["app.kubernetes.io/managed-by"] ?? labels["heritage"] ?? "";
  if (manager !== "Helm" && manager !== "Tiller") return manager;
  const release = labels["app.kubernetes.io/instance"] ?? labels["release"];
  return release === undefined ? "Helm" : `Helm (${release})`;
}
