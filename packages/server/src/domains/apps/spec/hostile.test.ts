import { appsEndpoints as api } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "#src/testing/client.ts";
import { type AppsTestServer, appsServer } from "../testing/server.ts";
import { parseSpec } from "./parse.ts";

const good = "name: web\nteam: news\nimage: registry.demo/web:1\nreplicas: { north-mobile: 1 }\n";
function problems(more: string): string[] {
  const result = parseSpec(good + more);
  return result.ok
    ? []
    : result.problems.map(
        ({ line, column, path, message, hint }) => `${line}:${column} ${path}: ${message} -> ${hint}`,
      );
}

describe("words that YAML 1.1 read as something else", () => {
  it.each([
    [
      "a sexagesimal number",
      "stop: { gracePeriodSeconds: 1:30 }\n",
      "5:29 stop.gracePeriodSeconds: gracePeriodSeconds must be a number; 1:30 is text, 90 only in YAML 1.1 -> write gracePeriodSeconds: 90",
    ],
    [
      "an octal number",
      "security: { runAsUser: 0777 }\n",
      "5:24 security.runAsUser: 0777 is 777, and 511 in YAML 1.1 -> write 777, or 511 if that is meant",
    ],
    [
      "a number with a zero before it that is none in octal",
      "security: { runAsUser: 0899 }\n",
      "5:24 security.runAsUser: 0899 is 899, and 899 in YAML 1.1 -> write 899",
    ],
    [
      "yes",
      "security: { runAsNonRoot: yes }\n",
      "5:27 security.runAsNonRoot: runAsNonRoot must be true or false; yes is text, true only in YAML 1.1 -> write runAsNonRoot: true",
    ],
    [
      "off",
      "pod: { serviceAccountToken: Off }\n",
      "5:29 pod.serviceAccountToken: serviceAccountToken must be true or false; Off is text, false only in YAML 1.1 -> write serviceAccountToken: false",
    ],
    [
      "underscores",
      "stop: { gracePeriodSeconds: 1_000 }\n",
      "5:29 stop.gracePeriodSeconds: gracePeriodSeconds must be a number; 1_000 is text, 1000 only in YAML 1.1 -> write gracePeriodSeconds: 1000",
    ],
    [
      "infinity",
      "stop: { gracePeriodSeconds: .inf }\n",
      expect.stringMatching(/^5:29 stop\.gracePeriodSeconds: /),
    ],
    [
      "no number at all",
      "stop: { gracePeriodSeconds: .nan }\n",
      expect.stringMatching(/^5:29 stop\.gracePeriodSeconds: /),
    ],
  ])("%s is told in these words", (_what, more, expected) => {
    expect(problems(more)).toEqual([expected]);
  });

  it("are the text they are where text is meant", () => {
    const result = parseSpec(`${good}env: { A: 1:30, B: yes, C: 1_000, D: 0x }\n`);
    expect(result.ok && result.parsed.spec.env).toEqual({ A: "1:30", B: "yes", C: "1_000", D: "0x" });
  });

  it("do not hide in patches, where any value may stand", () => {
    const patch =
      "patches: [{ name: a, why: b, target: { kind: Deployment }, merge: { spec: { x: 010 } } }]\n";
    expect(problems(patch)).toEqual([
      "5:80 patches[0].merge.spec.x: 010 is 10, and 8 in YAML 1.1 -> write 10, or 8 if that is meant",
    ]);
  });
});

describe("over HTTP", () => {
  let server: AppsTestServer;
  let lin: ApiClient;
  beforeAll(async () => {
    server = await appsServer();
    lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  });
  afterAll(() => server?.close());

  const validate = (body: Buffer) =>
    lin.raw("/api/v1/apps/validate", {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: new Uint8Array(body),
    });

  it("names the line of bytes that are not UTF-8", async () => {
    const body = [Buffer.from('{"spec":"name: a\\nteam: '), Buffer.from([0xd6, 0xd0]), Buffer.from('\\n"}')];
    const answer = await validate(Buffer.concat(body));
    expect(await answer.json()).toMatchObject({
      valid: false,
      problems: [
        { line: 2, column: 7, message: "these bytes are not UTF-8", hint: "save the file as UTF-8" },
      ],
    });
  });

  it.each([
    ["aliases", "a: &a [x]\nb: *a\n", "an anchor (&a)"],
    ["depth", `a: ${"[".repeat(10_000)}`, "nested more than 40 deep"],
    ["size", `a: "${"x".repeat(300_000)}"`, "the spec has 300005 bytes; 262144 are allowed"],
    ["a key twice", "name: a\nname: b\n", "the key name stands here twice"],
    ["tabs", "a:\n\tb: 1\n", "a tab where spaces indent (Tabs are not allowed as indentation)"],
  ])("says what is wrong: %s", async (_what, spec, message) => {
    const { problems: found } = await lin.get(api.validate, { body: { spec } });
    expect(found[0]?.message).toBe(message);
    // Applying refuses with the same words, and stores nothing.
    const { status, problem } = await lin.call(api.apply, { params: { app: "a" }, body: { spec } });
    expect([status, problem?.code]).toEqual([422, "app_spec_invalid"]);
    expect((await server.admin.call(api.get, { params: { app: "a" } })).status).toBe(404);
  });
});
