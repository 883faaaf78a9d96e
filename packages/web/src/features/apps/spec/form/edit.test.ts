import fc from "fast-check";
import { expect, test } from "vitest";
import { parse } from "yaml";
import { specTemplate } from "../spec-template.ts";
import { type FieldPath, setField } from "./edit.ts";
import { type Field, formOf, typed } from "./fields.ts";

const text = `# The front page.
name: frontpage # for good
team:   news
image: "registry.demo/frontpage:1"
replicas: {north: 2,  south: 1} # rooms

ports:
  - name: http   # the main one
    port: 8080
env:
  # how it runs
  MODE: live
`;

const fieldsOf = (spec: string): Field[] => {
  const form = formOf(spec);
  if (!form.ok) throw new Error(form.error);
  return form.groups.flatMap(({ fields }) => fields);
};
const comments = (spec: string) => spec.match(/#.*$/gm) ?? [];
const without = (spec: string, line: number) => spec.split("\n").filter((_, index) => index !== line - 1);

test("a value that is there changes alone: not one other character moves", () => {
  expect(setField(text, ["replicas", "south"], 3)).toBe(text.replace("south: 1", "south: 3"));
  expect(setField(text, ["image"], "a:2")).toBe(text.replace('"registry.demo/frontpage:1"', '"a:2"'));
  expect(setField(text, ["ports", 0, "port"], 80)).toBe(text.replace("8080", "80"));
  expect(without(setField(text, ["team"], "yes, no"), 3)).toEqual(without(text, 3));
});

test("a value that comes or goes takes nothing else with it", () => {
  const more = setField(text, ["resources", "requests", "cpu"], "250m");
  expect(parse(more)).toEqual({ ...parse(text), resources: { requests: { cpu: "250m" } } });
  expect(comments(more)).toEqual(comments(text));
  const less = setField(more, ["resources", "requests", "cpu"], undefined);
  expect(parse(less)).toEqual(parse(text));
  expect(comments(less)).toEqual(comments(text));
});

test("text that is no YAML has no form, and says why", () => {
  expect(formOf("name: [")).toMatchObject({ ok: false, line: 1 });
  expect(formOf("- a")).toMatchObject({ ok: false });
  expect(formOf("").ok).toBe(true);
});

test("other containers, placement, ingress, rooms and patches have fields, and keep their comments", () => {
  const rich = `${text}sidecars: # beside the app
  - { name: proxy, image: "a/proxy:1", ports: [{ name: in, port: 81 }] } # of the mesh
security: { runAsUser: 1000 }
placement: { spread: [{ over: zones }] } # far apart
ingress: [{ host: a.example, paths: [{ port: http, rewrite: /v2 }], rateLimit: { perSecond: 5 } }]
rooms: { south: { why: slow disks, env: { MODE: slow } } } # for a while
patches: [{ name: dns, why: the cache, target: { kind: Deployment }, merge: { spec: {} } }]
`;
  const changes = [
    ["sidecars[0].image", "a/proxy:2"],
    ["sidecars[0].ports[0].port", 82],
    ["security.runAsUser", 2000],
    ["placement.spread[0].over", "nodes"],
    ["ingress[0].rateLimit.perSecond", 6],
    ["ingress[0].paths[0].rewrite", "/v3"],
    ["rooms.south.env.MODE", "slower"],
    ["patches[0].why", "another"],
  ] as const;
  for (const [name, value] of changes) {
    const field = fieldsOf(rich).find((one) => one.name === name);
    if (field === undefined) throw new Error(`there is no field ${name}`);
    const edited = setField(rich, field.path, value);
    expect(parse(edited), name).toEqual(withValue(parse(rich), field.path, value));
    expect(comments(edited), name).toEqual(comments(rich));
  }
  const empty = fieldsOf(text).map(({ name }) => name);
  expect(empty).toEqual(
    expect.arrayContaining(["security.runAsNonRoot", "disruption.maxUnavailable", "service.type"]),
  );
});

test("whatever is typed into any field is what the YAML then says, and comments stay", () => {
  const word = fc.oneof(
    fc.string({ unit: "binary-ascii", minLength: 1, maxLength: 20 }).filter((one) => /^[ -~]+$/.test(one)),
    fc.constantFrom("yes", "007", "null", "a: b", "# c", "- d", "}", "'", '"', "1:30", "~", "25%"),
  );
  const specs = fc.constantFrom(text, specTemplate("news", "north"));
  fc.assert(
    fc.property(specs, fc.nat(), word, fc.nat(9_999), (spec, pick, words, number) => {
      const fields = fieldsOf(spec).filter(({ kind }) => kind !== "yaml");
      const chosen = fields[pick % fields.length];
      if (chosen === undefined) throw new Error("a form without a field");
      const value = typed(chosen.kind, chosen.kind === "number" ? String(number) : words);
      fc.pre(value !== undefined);
      const edited = setField(spec, chosen.path, value);
      expect(parse(edited)).toEqual(withValue(parse(spec), chosen.path, value));
      expect(comments(spec).every((comment) => edited.includes(comment))).toBe(true);
      expect(fieldsOf(edited).find(({ name }) => name === chosen.name)?.value).toEqual(value);
    }),
  );
});

function withValue(root: unknown, path: FieldPath, value: unknown): unknown {
  const [part, ...rest] = path;
  if (part === undefined) return value;
  if (Array.isArray(root))
    return root.map((item, index) => (index === part ? withValue(item, rest, value) : item));
  const map = (root ?? {}) as Record<string, unknown>;
  return { ...map, [part]: withValue(map[part], rest, value) };
}
