import { mkdir, mkdtemp, rename, rm, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { fileStore } from "./file.ts";
import { largestValue } from "./port.ts";

let dir: string;
let root: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), "halcyon-file-store-"));
  root = join(dir, "secrets");
  await mkdir(join(root, "news"), { recursive: true });
  await writeFile(join(dir, "outside"), "of the machine");
  await writeFile(join(root, "news", "password"), "first\n");
});
afterAll(() => rm(dir, { recursive: true, force: true }));

const signal = AbortSignal.timeout(60_000);
const store = () => fileStore.open("files", { kind: "file", directory: root });
const newest = (path: string) => store().newest({ path, key: null }, signal);

describe("a directory as a store", () => {
  it("answers every byte of a file, and has no versions", async () => {
    expect(await newest("news/password")).toEqual({ value: "first\n", version: null });
    await writeFile(join(root, "news", "bom"), "\uFEFFpässword");
    expect(await store().read({ path: "news/bom", key: null }, null, signal)).toBe("\uFEFFpässword");
  });

  it("follows links that stay inside, as Kubernetes mounts a Secret, and no other", async () => {
    await mkdir(join(root, "..2026"));
    await writeFile(join(root, "..2026", "token"), "mounted");
    await symlink("..2026", join(root, "..data"));
    await symlink("..data/token", join(root, "token"));
    expect((await newest("token")).value).toBe("mounted");
    await symlink("../outside", join(root, "escape"));
    await symlink(dir, join(root, "up"));
    await symlink("loop", join(root, "loop"));
    for (const path of ["escape", "up/outside", "../outside", "news/../../outside", "loop"]) {
      await expect(newest(path), path).rejects.toMatchObject({ code: "app_secret_not_in_store" });
    }
  });

  it("says what is wrong with what is no value, and waits for nothing", async () => {
    await writeFile(join(root, "empty"), "");
    await writeFile(join(root, "large"), Buffer.alloc(largestValue + 1, "x"));
    await writeFile(join(root, "largest"), Buffer.alloc(largestValue, "x"));
    await writeFile(join(root, "bytes"), Buffer.from([0xff, 0xfe, 0x00]));
    const socket = createServer().listen(join(root, "socket"));
    await new Promise((resolve) => socket.once("listening", resolve));
    try {
      for (const [path, why] of [
        ["empty", "the file is empty"],
        ["large", `larger than ${largestValue} bytes`],
        ["bytes", "not text"],
        ["news", "not a file"],
        ["nowhere", "no such file"],
        ["news/password/x", "no such file"],
      ] as const) {
        const refused = newest(path);
        await expect(refused, path).rejects.toMatchObject({ code: "app_secret_not_in_store" });
        await expect(refused, path).rejects.toThrow(why);
      }
      // A socket cannot be opened, so it is no value, either.
      await expect(newest("socket")).rejects.toMatchObject({ code: /^app_secret_/ });
      expect((await newest("largest")).value).toHaveLength(largestValue);
    } finally {
      socket.close();
    }
  });

  it("is away while its directory is", async () => {
    await rename(root, `${root}.away`);
    await expect(newest("news/password")).rejects.toMatchObject({ code: "app_secret_store_unavailable" });
    await rename(`${root}.away`, root);
    expect((await newest("news/password")).value).toBe("first\n");
  });
});
