import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, test } from "vitest";
import { testCli } from "../testing/cli.ts";

const folder = await mkdtemp(join(tmpdir(), "halcyon-files-"));
const cli = await testCli({ server: "http://127.0.0.1:1", token: "none" });

test.each([
  ["GBK", Buffer.from([0x61, 0x3a, 0x20, 0x31, 0x0a, 0x62, 0x3a, 0x20, 0xd6, 0xd0, 0x0a]), 2],
  [
    "UTF-16 with its mark",
    Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from("name: a\n", "utf16le")]),
    1,
  ],
  ["half of a character", Buffer.from([0x61, 0x3a, 0x20, 0xe4, 0xb8]), 1],
])("a file in %s is refused before anything is sent, with the line", async (name, bytes, line) => {
  const file = join(folder, `${name}.yaml`);
  await writeFile(file, bytes);
  const { code, stderr, stdout } = await cli(["app", "validate", "-f", file]);
  expect([code, stdout]).toEqual([2, ""]);
  expect(stderr).toContain(`is not UTF-8 text: line ${line}.`);
  expect(stderr).toContain("Save it as UTF-8. Nothing was sent.");
});

test("every character that UTF-8 has is read as it is", async () => {
  const file = join(folder, "right.yaml");
  await writeFile(file, "\ufeffname: 首页 \ufffd 🚀\n");
  // It goes as far as the server, which is not there.
  expect((await cli(["app", "validate", "-f", file])).stderr).not.toContain("UTF-8");
});
