import { expect, test } from "vitest";
import { credentialsOf, emptyDraft } from "./draft.ts";

test("nothing is asked of a cluster before there is enough to ask with", () => {
  expect(credentialsOf(emptyDraft)).toBeNull();
  expect(credentialsOf({ ...emptyDraft, kubeconfig: "  \n" })).toBeNull();
  const token = { ...emptyDraft, kind: "token" } as const;
  expect(credentialsOf({ ...token, token: "abc" })).toBeNull();
  expect(credentialsOf({ ...token, server: "https://10.0.0.1:6443" })).toBeNull();
  expect(credentialsOf({ ...token, server: "ftp://10.0.0.1", token: "abc" })).toBeNull();
});

test("what was left empty is left out, and only the chosen kind counts", () => {
  const typed = {
    ...emptyDraft,
    kubeconfig: "kind: Config",
    server: "https://a:6443 ",
    token: " abc\n",
    ca: " ",
  };
  expect(credentialsOf(typed)).toEqual({ kind: "kubeconfig", kubeconfig: "kind: Config" });
  expect(credentialsOf({ ...typed, context: "north" })).toMatchObject({ context: "north" });
  expect(credentialsOf({ ...typed, kind: "token" })).toEqual({
    kind: "token",
    server: "https://a:6443",
    token: "abc",
  });
});
