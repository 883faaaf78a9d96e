/** Which objects a pod's spec refers to, wherever in it. Pure. */

/** Fields that name another object, by the kind they name. */
const named: Readonly<Record<string, string>> = {
  configMap: "ConfigMap",
  configMapRef: "ConfigMap",
  configMapKeyRef: "ConfigMap",
  secret: "Secret",
  secretRef: "Secret",
  secretKeyRef: "Secret",
};

/** `ConfigMap/name`, `Secret/name` and `ServiceAccount/name` of everything a pod needs to start. */
export function referencesOf(podSpec: unknown): Set<string> {
  const found = new Set<string>();
  const visit = (value: unknown): void => {
    if (typeof value !== "object" || value === null) return;
    for (const [key, item] of Object.entries(value)) {
      const kind = named[key];
      const { name, secretName } = (item ?? {}) as { name?: unknown; secretName?: unknown };
      if (kind !== undefined && typeof name === "string") found.add(`${kind}/${name}`);
      if (kind === "Secret" && typeof secretName === "string") found.add(`Secret/${secretName}`);
      visit(item);
    }
  };
  visit(podSpec);
  const { serviceAccountName, imagePullSecrets } = (podSpec ?? {}) as {
    serviceAccountName?: string;
    imagePullSecrets?: readonly { name?: string }[];
  };
  if (serviceAccountName !== undefined) found.add(`ServiceAccount/${serviceAccountName}`);
  for (const { name } of imagePullSecrets ?? []) if (name !== undefined) found.add(`Secret/${name}`);
  return found;
}
