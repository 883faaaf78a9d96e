import { rename } from "node:fs/promises";
import { appsEndpoints, changeEndpoints, type GitStatus } from "@halcyon/contracts";
import { expect, test } from "vitest";
import { until } from "#platform/testing/until.ts";
import { plainGit, scratch } from "../testing/plain-git.ts";
import { changesServer } from "../testing/server.ts";

test("a remote that is away is tried again; one that has other commits is never forced", async () => {
  await using dir = await scratch();
  const [there, away] = [dir.at("remote.git"), dir.at("away.git")];
  await plainGit("init", "--quiet", "--bare", there);
  const remote = { url: `file://${there}`, branch: "main", token: null, sshKey: null, knownHosts: null };
  const server = await changesServer({ git: { searchPath: process.env["PATH"] ?? "", remote } });
  await using cleanUp = new AsyncDisposableStack();
  cleanUp.defer(server.close);
  await server.person({ name: "lin", grants: [{ role: "developer", team: "news" }] });
  let made = 0;
  const apply = async () => {
    made += 1;
    const spec = `name: radar\nteam: news\ndescription: "${made}"\nimage: registry.example/radar:1\nreplicas: { north: 1 }\n`;
    await server.admin.get(appsEndpoints.apply, {
      params: { app: "radar" },
      body: { spec, message: `m${made}` },
    });
  };
  const reached = (state: NonNullable<GitStatus["remote"]>["state"]) =>
    until(`the remote is ${state}`, async () => {
      const now = await server.admin.get(changeEndpoints.git);
      return now.waiting === 0 && now.position === made && now.remote?.state === state ? now : undefined;
    });
  const log = () => plainGit("-C", there, "log", "--reverse", "--format=%s", "main");

  await apply();
  const first = await reached("in-sync");
  expect(first).toMatchObject({ clone: remote.url, remote: { commit: first.commit, reason: "" } });
  expect(await log()).toBe("radar v1: m1\n");

  await rename(there, away);
  await apply();
  const down = await reached("unreachable");
  expect(down.remote).toMatchObject({
    commit: first.commit,
    reason: expect.stringMatching(/not appear to be a git repository|does not exist/),
  });
  await apply();
  expect((await reached("unreachable")).remote?.since).toBe(down.remote?.since);
  await rename(away, there);
  await reached("in-sync");
  expect(await log()).toBe("radar v1: m1\nradar v2: m2\nradar v3: m3\n");

  // Somebody else commits there.
  await plainGit("clone", "--quiet", there, dir.at("theirs"));
  await plainGit("-C", dir.at("theirs"), "commit", "--quiet", "--allow-empty", "-m", "by hand");
  await plainGit("-C", dir.at("theirs"), "push", "--quiet", "origin", "main");
  const byHand = (await plainGit("-C", there, "rev-parse", "main")).trim();
  await apply();
  const diverged = await reached("diverged");
  expect(diverged.remote).toMatchObject({
    commit: byHand,
    reason: expect.stringContaining("Nothing is forced"),
  });
  expect(await plainGit("-C", there, "rev-parse", "main")).toBe(`${byHand}\n`);

  // What it says is what helps.
  await plainGit("-C", dir.at("theirs"), "push", "--quiet", "origin", "origin/main:refs/heads/kept");
  await plainGit("-C", there, "symbolic-ref", "HEAD", "refs/heads/kept");
  await plainGit("-C", dir.at("theirs"), "push", "--quiet", "origin", "--delete", "main");
  await reached("in-sync");
  expect((await log()).split("\n").at(-2)).toBe("radar v4: m4");
  expect(await plainGit("-C", there, "log", "-1", "--format=%s", "kept")).toBe("by hand\n");
}, 60_000);
