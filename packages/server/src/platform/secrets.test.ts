import { chmod, mkdtemp, readFile, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { checkSecretKey } from "#platform/secret-check.ts";
import { readKeyFile, rotateKeyFile } from "#platform/secret-key-file.ts";
import { createSecrets, generateKey } from "#platform/secrets.ts";
import { platformMigrations } from "#platform/tables.ts";
import { testDatabase } from "#platform/testing/database.ts";

const key = generateKey();
const secrets = createSecrets([key]);
const context = "cluster:1";

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "halcyon-test-key-"));
});
afterEach(() => rm(directory, { recursive: true }));

test("what is sealed opens again, and never looks the same twice", () => {
  const [one, two] = [secrets.seal("geheim 秘密", context), secrets.seal("geheim 秘密", context)];
  expect(one).not.toBe(two);
  expect(one).not.toContain("geheim");
  expect(secrets.open(one, context)).toBe("geheim 秘密");
  expect(secrets.open(secrets.seal("", context), context)).toBe("");
});

test("another context, another key and any altered part are refused", () => {
  const sealed = secrets.seal("geheim", context);
  const unreadable = expect.objectContaining({ code: "secrets_unreadable" });
  expect(() => secrets.open(sealed, "cluster:2")).toThrow(unreadable);
  expect(() => createSecrets([generateKey()]).open(sealed, context)).toThrow(unreadable);
  for (const [at, character] of [...sealed].entries()) {
    // The last character of base64url holds bits that count for nothing.
    if (character === "." || sealed[at + 1] === "." || at === sealed.length - 1) continue;
    const altered = `${sealed.slice(0, at)}${character === "A" ? "B" : "A"}${sealed.slice(at + 1)}`;
    expect(() => secrets.open(altered, context), `character ${at}`).toThrow(unreadable);
  }
  for (const nonsense of ["", "v1", "v1...", sealed.slice(0, -8), `${sealed}AAAA`]) {
    expect(() => secrets.open(nonsense, context), nonsense).toThrow(unreadable);
  }
});

test("after a rotation old secrets open, new ones use the new key, and old ones are known as such", () => {
  const sealed = secrets.seal("geheim", context);
  const rotated = createSecrets([generateKey(), key]);
  expect(rotated.open(sealed, context)).toBe("geheim");
  expect(rotated.outdated(sealed)).toBe(true);
  const again = rotated.seal("geheim", context);
  expect(rotated.outdated(again)).toBe(false);
  expect(() => secrets.open(again, context)).toThrow();
});

test("a key that is none is refused, without being shown", () => {
  expect(() => createSecrets([])).toThrow(expect.objectContaining({ code: "secrets_key_invalid" }));
  expect(() => createSecrets(["c2hvcnQ="])).toThrow(/has 5 bytes instead of 32/);
});

test("processes that start together on no key file end up with the same key, readable by its owner only", async () => {
  const path = join(directory, "secret.key");
  const keys = await Promise.all(Array.from({ length: 8 }, () => readKeyFile(path)));
  expect(new Set(keys.flat()).size).toBe(1);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

test("a rotated key file has the new key first and keeps the old", async () => {
  const path = join(directory, "secret.key");
  const before = await readKeyFile(path);
  await rotateKeyFile(path);
  const after = await readKeyFile(path);
  expect(after.slice(1)).toEqual(before);
  expect(createSecrets(after).open(createSecrets(before).seal("x", context), context)).toBe("x");
  expect((await readFile(path, "utf8")).trim().split("\n")).toHaveLength(2);
});

test("a key file that others can read is refused", async () => {
  const path = join(directory, "secret.key");
  await readKeyFile(path);
  await chmod(path, 0o644);
  await expect(readKeyFile(path)).rejects.toMatchObject({ code: "secrets_key_invalid" });
});

test("a database sealed with another key is noticed at the start; a rotated key is taken", async () => {
  const { database, close } = await testDatabase();
  try {
    await database.migrate(platformMigrations);
    await checkSecretKey(database.db, secrets);
    await checkSecretKey(database.db, secrets);
    const stranger = createSecrets([generateKey()]);
    await expect(checkSecretKey(database.db, stranger)).rejects.toMatchObject({ code: "secrets_unreadable" });
    const next = generateKey();
    await checkSecretKey(database.db, createSecrets([next, key]));
    await checkSecretKey(database.db, createSecrets([next]));
  } finally {
    await close();
  }
});
