import { expect, test } from "vitest";
import { keyAt, yamlPlace } from "./yaml-place.ts";

/** Where `|` stands in the text, in one line. */
function at(text: string): string {
  const offset = text.indexOf("|");
  const place = yamlPlace(text.slice(0, offset) + text.slice(offset + 1), offset);
  if (place === null) return "nowhere";
  const taken = place.taken.size === 0 ? "" : ` has ${[...place.taken].toSorted().join(",")}`;
  return `${place.writing} ${place.path.join(".")} <${place.word}>${taken}`;
}

test("a key of the root, with the keys around it", () => {
  expect(at("|")).toBe("key  <>");
  expect(at("name: a\nim|\nteam: news\nports:\n  - name: http\n")).toBe("key  <im> has name,ports,team");
  expect(at("\n\n|")).toBe("key  <>");
});

test("keys further in go by their column", () => {
  expect(at("health:\n  readiness:\n    http:\n      pa|")).toBe("key health.readiness.http <pa>");
  expect(at("health:\n  readiness:\n    http: { path: / }\n    |")).toBe("key health.readiness <> has http");
  expect(at("resources:\n  requests:\n    cpu: 1\n  li|\nreplicas:\n  a: 1")).toBe(
    "key resources <li> has requests",
  );
  expect(at("a:\n  b: 1\n\n# c\n|")).toBe("key  <> has a");
});

test("items of a list, indented or not", () => {
  expect(at("ports:\n  - name: http\n    po|\n  - name: admin\n    service: 80")).toBe(
    "key ports.- <po> has name",
  );
  expect(at("ports:\n- name: http\n  |\n- service: 1")).toBe("key ports.- <> has name");
  expect(at("ports:\n  - name: http\n  - na|\n    port: 1")).toBe("key ports.- <na> has port");
  expect(at("ingress:\n  - host: a\n    paths:\n      - po|")).toBe("key ingress.-.paths.- <po>");
  expect(at("ports:\n- name: a\nim|")).toBe("key  <im> has ports");
});

test("a value, once a blank follows the colon", () => {
  expect(at("image: reg|")).toBe("value image <reg>");
  expect(at("image:|")).toBe("nowhere");
  expect(at("ports:\n  - name: http\n    protocol: |")).toBe("value ports.-.protocol <>");
  expect(at('"quoted key": x|')).toBe("value quoted key <x>");
});

test("maps and lists on one line", () => {
  expect(at("health:\n  readiness: { ht|")).toBe("key health.readiness <ht>");
  expect(at("health:\n  readiness: { http: { path: /healthz, p|")).toBe(
    "key health.readiness.http <p> has path",
  );
  expect(at("health:\n  readiness: { http: { path: /, port: h|")).toBe(
    "value health.readiness.http.port <h>",
  );
  expect(at("x: { a: { b: 1 }, |")).toBe("key x <> has a,b");
  expect(at("paths: [{ type: |")).toBe("value paths.-.type <>");
  expect(at("ports:\n  - { name: http, |")).toBe("key ports.- <> has name");
  expect(at('x: { a: "{ not: this", |')).toBe("key x <> has a");
});

test("nothing in comments and in texts of several lines", () => {
  expect(at("# na|")).toBe("nowhere");
  expect(at("name: a # wh|")).toBe("nowhere");
  expect(at('env: { A: "#|')).toBe('value env.A <"#>');
  expect(at("files:\n  /etc/a: >\n    some|")).toBe("nowhere");
  expect(at("args:\n  - >-\n    some|")).toBe("nowhere");
  expect(at("files:\n  /etc/a: >\n    some: text\nim|")).toBe("key  <im> has files");
});

test("names the key that is pointed at", () => {
  const text = "ports:\n  - name: http\n    port: 80\n";
  expect(keyAt(text, text.indexOf("port: 80") + 1)).toMatchObject({ path: ["ports", "-", "port"] });
  expect(keyAt(text, text.indexOf("name"))).toMatchObject({ path: ["ports", "-", "name"], from: 11, to: 16 });
  expect(keyAt(text, text.indexOf("http"))).toBeNull();
  expect(keyAt("files:\n  /a: |\n    b: c", 20)).toBeNull();
});
