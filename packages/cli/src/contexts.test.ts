import { mkdtemp, readdir, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { readContexts, writeContexts } from "./contexts.ts";

const sample = { current: "a", contexts: { a: { server: "http://h:1", user: "lin", token: "t" } } };

async function path(): Promise<string> {
  return join(await mkdtemp(join(tmpdir(), "halcyon-contexts-")), "deep", "config.json");
}

test("contexts come back as they were written, readable by their owner alone", async () => {
  const file = await path();
  expect(await readContexts(file)).toEqual({ current: null, contexts: {} });
  await writeContexts(file, sample);
  expect(await readContexts(file)).toEqual(sample);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect((await stat(join(file, ".."))).mode & 0o777).toBe(0o700);
});

test("writing replaces the file as a whole and leaves no draft", async () => {
  const file = await path();
  await writeContexts(file, sample);
  await writeFile(file, JSON.stringify(sample), { mode: 0o644 });
  await writeContexts(file, { ...sample, current: null });
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readdir(join(file, ".."))).toEqual(["config.json"]);
});

test("a damaged file is named, with what to do", async () => {
  const file = await path();
  await writeContexts(file, sample);
  await writeFile(file, "{ not json");
  await expect(readContexts(file)).rejects.toMatchObject({
    failure: { hint: `Delete it and sign in again: rm ${file}` },
  });
});
