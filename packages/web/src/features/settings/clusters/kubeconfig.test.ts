import { expect, test } from "vitest";
import { contextsOf } from "./kubeconfig.ts";

const config = (current: string) => `
apiVersion: v1
kind: Config
current-context: ${current}
contexts:
  - name: north
    context: { cluster: north, user: halcyon }
  - name: south
    context: { cluster: south, user: halcyon }
  - name: south
`;

test("its contexts are offered, each once, and which one is its own choice", () => {
  expect(contextsOf(config("south"))).toEqual({ names: ["north", "south"], current: "south" });
  expect(contextsOf(config('""'))).toEqual({ names: ["north", "south"], current: null });
  expect(contextsOf(config("gone"))?.current).toBeNull();
  expect(contextsOf(JSON.stringify({ contexts: [{ name: "one" }] }))).toEqual({
    names: ["one"],
    current: null,
  });
});

test.each([
  ["nothing", ""],
  ["half of one", "contexts:\n  - name: [north"],
  ["no mapping", "- a\n- b"],
  ["something else", "kind: Deployment"],
  ["contexts that are none", "contexts: here"],
  ["too long", `contexts: []\n#${"x".repeat(200_001)}`],
  ["a bomb of aliases", `a: &a [x]\nb: &b [*a, *a]\ncontexts: [*b, *b]`],
])("%s offers nothing, and is no trouble", (_, text) => {
  expect(contextsOf(text)).toBeNull();
});

test("contexts of another form are left out", () => {
  expect(contextsOf("contexts: [1, null, {name: 2}, {name: ok}]")).toEqual({ names: ["ok"], current: null });
});
