import { expect, test } from "vitest";
import { fieldAt } from "./field-at.ts";

const yaml = `apiVersion: v1
kind: Service
metadata:
  name: web
  labels:
    app.kubernetes.io/name: web
---
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
spec:
  template:
    spec:
      containers:
        - name: web
          image: a/web:1
          args:
            - --verbose
`;
const at = (words: string) => fieldAt(yaml, yaml.indexOf(words) + 1);

test("a place in rendered YAML is a field of an object", () => {
  expect(at("image:")).toEqual({ object: "Deployment/web", field: "spec.template.spec.containers[0].image" });
  expect(at("a/web:1")?.field).toBe("spec.template.spec.containers[0].image");
  expect(at("--verbose")?.field).toBe("spec.template.spec.containers[0].args[0]");
  expect(at("app.kubernetes.io/name")).toEqual({
    object: "Service/web",
    field: 'metadata.labels["app.kubernetes.io/name"]',
  });
  expect(at("containers:")?.field).toBe("spec.template.spec.containers");
});
