import { appsEndpoints as api, auditEndpoints } from "@halcyon/contracts";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ApiClient } from "#src/testing/client.ts";
import { type AppsTestServer, appsServer } from "./testing/server.ts";

let server: AppsTestServer;
/** Developer of news, of sport, a viewer, and operations. */
let lin: ApiClient;
let bo: ApiClient;
let viewer: ApiClient;
let operations: ApiClient;

beforeAll(async () => {
  server = await appsServer();
  lin = await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  bo = await server.person({ name: "bo", grants: [{ role: "developer", team: "sport" }] });
  viewer = await server.person({ name: "vi", grants: [{ role: "viewer", team: null }] });
  operations = await server.person({ name: "ops", grants: [{ role: "operator", team: null }] });
});
afterAll(() => server?.close());

const yaml = (name: string, more = "") =>
  `# ${name}\nname: ${name}\nteam: news\nimage: registry.demo/${name}:1 # the image\nreplicas: { north-mobile: 2 }\n${more}`;
const apply = (who: ApiClient, app: string, spec: string, message = "") =>
  who.call(api.apply, { params: { app }, body: { spec, message } });
const stored = async (who: ApiClient, app: string, spec: string) =>
  who.get(api.apply, { params: { app }, body: { spec } });
const audited = async (app: string) =>
  (await server.admin.get(auditEndpoints.list, { query: { app } })).items.map(({ verb, actor, detail }) => ({
    verb,
    actor: actor.name,
    detail,
  }));

describe("what is refused", () => {
  it("names every error of a spec with its place, and stores nothing", async () => {
    const text = yaml("wrong").replace("north-mobile", "nort-mobile");
    const { status, problem } = await apply(lin, "wrong", text);
    expect([status, problem?.code, problem?.detail]).toEqual([
      422,
      "app_spec_invalid",
      "one error; the first in line 5: there is no room or cluster nort-mobile",
    ]);
    expect(problem?.errors).toEqual([
      {
        path: "replicas.nort-mobile",
        line: 5,
        column: 26,
        message: "there is no room or cluster nort-mobile",
        hint: "did you mean north-mobile?",
      },
    ]);
    expect((await operations.call(api.get, { params: { app: "wrong" } })).status).toBe(404);
    const checked = await lin.get(api.validate, { body: { spec: text } });
    expect(checked).toEqual({ valid: false, problems: problem?.errors, targets: [] });
  });

  it("says that a spec is right, and where it would run", async () => {
    const checked = await lin.get(api.validate, { body: { spec: yaml("right") } });
    expect(checked).toMatchObject({ valid: true, problems: [], targets: [{ cluster: "nm-1", replicas: 2 }] });
  });

  it("a spec under another app's name", async () => {
    const { problem } = await apply(lin, "other", yaml("mine"));
    expect(problem).toMatchObject({
      code: "app_name_mismatch",
      errors: [{ path: "name", line: 2, column: 7 }],
    });
  });

  it("a developer of another team", async () => {
    await stored(lin, "ours", yaml("ours"));
    expect((await apply(bo, "ours", yaml("ours", "args: [a]\n"))).problem?.code).toBe("app_team_forbidden");
    expect((await apply(bo, "ours", yaml("ours").replace("news", "sport"))).problem?.code).toBe(
      "app_team_forbidden",
    );
    expect((await apply(bo, "new-one", yaml("new-one"))).problem?.code).toBe("app_team_forbidden");
    for (const endpoint of [api.get, api.versions, api.policy] as const) {
      expect((await bo.call(endpoint, { params: { app: "ours" } })).status).toBe(403);
    }
    expect((await bo.call(api.restore, { params: { app: "ours", version: 1 }, body: {} })).status).toBe(403);
    expect((await bo.call(api.setImage, { params: { app: "ours" }, body: { image: "a:1" } })).status).toBe(
      403,
    );
    expect((await bo.call(api.diff, { params: { app: "ours" }, body: {} })).status).toBe(403);
    expect((await bo.call(api.remove, { params: { app: "ours" } })).status).toBe(403);
    expect((await bo.get(api.list)).items).toEqual([]);
    expect((await bo.get(api.list, { query: { team: "news" } })).items).toEqual([]);
    expect((await lin.get(api.versions, { params: { app: "ours" } })).items.length).toBe(1);
  });

  it("a viewer who writes, and nobody at all", async () => {
    expect((await apply(viewer, "seen", yaml("seen"))).status).toBe(403);
    expect((await viewer.get(api.list, { query: { search: "our" } })).items.length).toBe(1);
    expect((await apply(server.anonymous, "seen", yaml("seen"))).status).toBe(401);
  });

  it("a team that is not there", async () => {
    const { problem } = await apply(server.admin, "lost", yaml("lost").replace("news", "newz"));
    expect(problem).toMatchObject({ code: "app_team_unknown", errors: [{ path: "team", line: 3 }] });
  });

  it("handing an app to a team the author is not in; who is in both may", async () => {
    await stored(lin, "handed", yaml("handed"));
    const text = yaml("handed").replace("news", "sport");
    expect((await apply(lin, "handed", text)).problem?.code).toBe("app_team_forbidden");
    expect((await stored(operations, "handed", text)).version.number).toBe(2);
    expect((await bo.get(api.get, { params: { app: "handed" } })).team).toBe("sport");
  });

  it("hostile YAML", async () => {
    const bomb = "a: &a [x]\nb: [*a, *a]\n";
    expect((await apply(lin, "bomb", bomb)).problem?.errors?.[0]).toMatchObject({
      line: 1,
      column: 4,
      message: "an anchor (&a)",
    });
    expect((await apply(lin, "bomb", `a: ${"[".repeat(100_000)}`)).problem?.errors?.[0]?.message).toBe(
      "nested more than 40 deep",
    );
    expect((await apply(lin, "bomb", "x".repeat(300_000))).problem?.errors?.[0]?.message).toBe(
      "the spec has 300000 bytes; 262144 are allowed",
    );
    expect((await apply(lin, "bomb", "")).status).toBe(400);
  });
});

describe("policy", () => {
  it("is operations' to set, and the team's to read", async () => {
    await stored(lin, "ruled", yaml("ruled"));
    const params = { app: "ruled" };
    expect((await lin.call(api.setPolicy, { params, body: { largestStep: 1 } })).status).toBe(403);
    await operations.get(api.setPolicy, { params, body: { largestStep: "25%", defaultSteps: [1, "50%"] } });
    expect(await lin.get(api.policy, { params })).toEqual({
      largestStep: "25%",
      requireApproval: true,
      allowedRegistries: [],
      defaultSteps: [1, "50%"],
      namespace: null,
    });
    const without = { requireApproval: false } as unknown as { requireApproval: true };
    expect((await operations.call(api.setPolicy, { params, body: without })).status).toBe(400);
  });

  it("keeps images to the allowed registries, by whole names", async () => {
    await stored(lin, "reg", yaml("reg"));
    const params = { app: "reg" };
    await operations.get(api.setPolicy, {
      params,
      body: { allowedRegistries: ["registry.demo/reg", "docker.io/library"] },
    });
    for (const image of [
      "registry.demo/regx:1",
      "registry.demo.evil/reg:1",
      "evil.example/registry.demo/reg:1",
    ]) {
      const { problem } = await lin.call(api.setImage, { params, body: { image } });
      expect([image, problem?.errors?.[0]?.path]).toEqual([image, "image"]);
    }
    for (const image of ["registry.demo/reg:2", "registry.demo/reg/sub:1"]) {
      expect((await lin.call(api.setImage, { params, body: { image } })).status).toBe(200);
    }
    // An old version is held to today's policy.
    await operations.get(api.setPolicy, { params, body: { allowedRegistries: ["registry.new"] } });
    expect(
      (await lin.call(api.restore, { params: { app: "reg", version: 1 }, body: {} })).problem?.code,
    ).toBe("app_spec_invalid");
  });

  it("gives an app its namespace before the first version, never after", async () => {
    const made = await operations.get(api.create, {
      body: { name: "placed", team: "news", policy: { namespace: "shared" } },
    });
    expect(made).toMatchObject({ namespace: "shared", latest: null });
    expect(
      (await operations.call(api.create, { body: { name: "placed", team: "news" } })).problem?.code,
    ).toBe("app_exists");
    expect(
      (await apply(lin, "placed", yaml("placed", "namespace: placed\n"))).problem?.errors?.[0],
    ).toMatchObject({ path: "namespace", line: 6 });
    const first = await stored(lin, "placed", yaml("placed", "namespace: shared\n"));
    expect(first.version.targets[0]?.namespace).toBe("shared");
    const moved = await operations.call(api.setPolicy, { params: { app: "placed" }, body: {} });
    expect(moved.problem?.code).toBe("app_namespace_fixed");
  });

  it("lets no team into another team's namespace", async () => {
    await operations.get(api.create, {
      body: { name: "tenant", team: "news", policy: { namespace: "kickoff" } },
    });
    const text = yaml("kickoff").replace("team: news", "team: sport");
    expect((await apply(bo, "kickoff", text)).problem?.code).toBe("app_namespace_taken");
  });
});

describe("the audit log", () => {
  it("has every change with who made it, and nothing for what was refused or only looked at", async () => {
    const params = { app: "logged" };
    await lin.get(api.apply, { params, body: { spec: yaml("logged"), message: "begin" } });
    await apply(bo, "logged", yaml("logged", "args: [x]\n"));
    await apply(lin, "logged", "nonsense");
    await lin.get(api.validate, { body: { spec: yaml("logged") } });
    await lin.get(api.render, { body: { spec: yaml("logged") } });
    await lin.get(api.setImage, { params, body: { image: "registry.demo/logged:2" } });
    await lin.get(api.restore, { params: { app: "logged", version: 1 }, body: {} });
    await operations.get(api.setPolicy, { params, body: { largestStep: 2 } });
    const rows = (await audited("logged")).reverse();
    expect(rows.map(({ verb, actor }) => `${actor} ${verb}`)).toEqual([
      "lin app.apply",
      "lin app.set_image",
      "lin app.restore",
      "ops app.policy.set",
    ]);
    expect(rows[0]?.detail).toMatchObject({
      outcome: "created",
      version: 1,
      previous: null,
      message: "begin",
    });
  });
});
