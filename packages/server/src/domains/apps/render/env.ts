/** A container's environment: text, or where the value comes from when the container starts. */
import type { EnvValue } from "@halcyon/contracts";
import { secretKeyRef } from "../secrets/objects.ts";
import { present } from "./stable.ts";

/** @param app whose secrets are meant */
export function renderEnv(app: string, name: string, value: EnvValue): object {
  if (typeof value === "string") return { name, value };
  return { name, valueFrom: source(app, value) };
}

function source(app: string, value: Exclude<EnvValue, string>): object {
  if ("secret" in value) {
    const { secret, version = 0 } = value;
    return { secretKeyRef: secretKeyRef(app, { secret, version }) };
  }
  if ("field" in value) return { fieldRef: { apiVersion: "v1", fieldPath: value.field } };
  if ("resource" in value) {
    // The divisor is what the API server writes where none is given.
    return {
      resourceFieldRef: present({ containerName: value.container, resource: value.resource, divisor: "0" }),
    };
  }
  const { from } = value;
  return "secret" in from
    ? { secretKeyRef: { name: from.secret, key: from.key } }
    : { configMapKeyRef: { name: from.configMap, key: from.key } };
}
