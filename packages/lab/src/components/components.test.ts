import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { chmod, mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { acceptsVersion, components } from "#components/catalogue.ts";
import { ensureComponents } from "#components/ensure.ts";
import { findGo, goBuild } from "#components/go.ts";
import { withFileLock } from "#components/lock.ts";
import { mirrorName } from "#components/mirror.ts";
import { readConfig } from "#config.ts";
import type { ProgressEvent } from "#progress.ts";
import { testDir } from "#testing/index.ts";

const run = promisify(execFile);
let dir: string;
let remove: () => Promise<void>;
beforeEach(async () => {
  ({ dir, remove } = await testDir());
});
afterEach(() => remove());

/** A program that prints a version. */
async function program(folder: string, name: string, prints: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  const file = join(folder, name);
  await writeFile(file, `#!/bin/sh\necho '${prints}'\n`);
  await chmod(file, 0o755);
  return file;
}

const config = (env: Record<string, string> = {}) =>
  readConfig({ HOME: dir, HALCYON_CACHE: join(dir, "cache"), PATH: join(dir, "path"), ...env });

describe("prebuilt binaries", () => {
  test("KUBEBUILDER_ASSETS comes first, then PATH; another minor version is passed over", async () => {
    const assets = join(dir, "assets");
    const etcd = await program(assets, "etcd", "etcd Version: 3.6.4");
    await program(assets, "kube-apiserver", "Kubernetes v1.34.0");
    const apiserver = await program(join(dir, "path"), "kube-apiserver", "Kubernetes v1.37.9");
    const kubectl = await program(join(dir, "path"), "kubectl", "Client Version: v1.36.1");
    const names = ["etcd", "kube-apiserver", "kubectl"] as const;
    const paths = await ensureComponents({ names, config: config({ KUBEBUILDER_ASSETS: assets }) });
    expect(paths).toEqual({ etcd, "kube-apiserver": apiserver, kubectl });
  });

  test("versions: kubectl within one minor, the others the same", () => {
    expect(acceptsVersion(components.kubectl, "1.38.0")).toBe(true);
    expect(acceptsVersion(components.kubectl, "1.35.0")).toBe(false);
    expect(acceptsVersion(components["kube-apiserver"], "1.36.9")).toBe(false);
    expect(acceptsVersion(components.etcd, "3.5.21")).toBe(false);
    expect(acceptsVersion(components.etcd, "4.6.0")).toBe(false);
  });
});

describe("a mirror", () => {
  async function withMirror(files: Record<string, string>, work: (url: string) => Promise<void>) {
    const server = createServer((request, response) => {
      const body = files[(request.url ?? "/").slice(1)];
      response.writeHead(body === undefined ? 404 : 200).end(body);
    });
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    try {
      await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }
  const name = mirrorName(components.kwok);
  const sums = (body: string) => `${createHash("sha256").update(body).digest("hex")}  ${name}\n`;

  test("gives what its checksum list promises", () =>
    withMirror(
      { [name]: "#!/bin/sh\necho real\n", SHA256SUMS: sums("#!/bin/sh\necho real\n") },
      async (url) => {
        const { kwok } = await ensureComponents({
          names: ["kwok"],
          config: config({ HALCYON_MIRROR_URL: url }),
        });
        expect((await run(kwok)).stdout).toBe("real\n");
      },
    ));

  test("a file that differs from its checksum is refused and not kept", () =>
    withMirror({ [name]: "tampered" }, async (url) => {
      const list = join(dir, "sums");
      await writeFile(list, sums("real"));
      const env = { HALCYON_MIRROR_URL: url, HALCYON_MIRROR_SHA256SUMS: list };
      await expect(ensureComponents({ names: ["kwok"], config: config(env) })).rejects.toMatchObject({
        code: "mirror_failed",
        message: expect.stringContaining("damaged"),
      });
      const left = await readdir(join(dir, "cache", "bin"), { recursive: true });
      expect(left.filter((entry) => entry.endsWith("kwok") || entry.includes("part"))).toEqual([]);
    }));
});

describe("building with Go", () => {
  test("no Go, or one too old: says so and what to do", async () => {
    const bare = config();
    // /usr/local/go is looked at too; a machine that has it there has a Go after all.
    const outcome = await findGo(bare).catch((error) => error.code);
    expect(["go_missing", "/usr/local/go/bin/go", "/usr/lib/go/bin/go"]).toContain(outcome);
    await program(join(dir, "path"), "go", "go version go1.19.8 linux/amd64");
    const old = await findGo(config()).catch((error) => error.message);
    expect(old).toMatch(/Go is too old[\s\S]*1\.19\.8[\s\S]*install Go 1\.21|\/go$/);
  });

  test("a failing build names its log and its last lines", async () => {
    const go = await program(dir, "go", "");
    await writeFile(go, "#!/bin/sh\necho 'module lookup failed' >&2\nexit 1\n");
    const logFile = join(dir, "build.log");
    const build = goBuild({
      go,
      moduleDir: dir,
      packages: ["example.com/x"],
      ldflags: "",
      outDir: join(dir, "out"),
      logFile,
      env: process.env,
      onLine: () => {},
    });
    await expect(build).rejects.toMatchObject({
      code: "build_failed",
      message: expect.stringContaining("module lookup failed"),
    });
    expect(await readFile(logFile, "utf8")).toBe("module lookup failed\n");
  });

  test("a build gives its binaries their names only when complete, and reports progress", async () => {
    // Stands in for go: "builds" by writing the output go would have left.
    const go = await program(join(dir, "path"), "go", "");
    await writeFile(
      go,
      '#!/bin/sh\n[ "$1" = version ] && { echo go version go1.26.0 linux/amd64; exit; }\n' +
        'while [ "$1" != -o ]; do shift; done\necho compiling >&2; printf "#!/bin/sh\\necho built\\n" > "$2/server"; chmod +x "$2/server"\n',
    );
    const events: ProgressEvent[] = [];
    const paths = await ensureComponents({
      names: ["etcd"],
      config: config({ PATH: `${join(dir, "path")}:/usr/bin:/bin` }),
      progress: (event) => events.push(event),
    });
    expect((await run(paths.etcd)).stdout).toBe("built\n");
    expect(events.at(-1)).toMatchObject({ step: "etcd 3.6.16", state: "done" });
    expect(events.some((event) => event.message.includes("compiling"))).toBe(true);
    expect((await readdir(join(dir, "cache", "bin"))).filter((entry) => /lock|building/.test(entry))).toEqual(
      [],
    );
  });
});

describe("the lock", () => {
  const options = { timeoutMs: 5_000 };

  test("lets one in at a time", async () => {
    const file = join(dir, "lock");
    let inside = 0;
    let most = 0;
    const work = async () => {
      inside += 1;
      most = Math.max(most, inside);
      await new Promise((resolve) => setTimeout(resolve, 20));
      inside -= 1;
    };
    await Promise.all([1, 2, 3].map(() => withFileLock(file, options, work)));
    expect(most).toBe(1);
    expect(await readdir(dir)).toEqual([]);
  });

  test("passes over a holder that has died, also when its pid lives on as another process", async () => {
    const file = join(dir, "lock");
    for (const holder of [
      { pid: 2 ** 22 + 1, startTime: "1" },
      { pid: process.pid, startTime: "1" },
    ]) {
      await writeFile(file, JSON.stringify(holder));
      expect(await withFileLock(file, options, async () => "in")).toBe("in");
    }
  });

  test("gives up on a living holder, naming it", async () => {
    const file = join(dir, "lock");
    await withFileLock(file, options, async () => {
      const second = withFileLock(file, { timeoutMs: 300 }, async () => {});
      await expect(second).rejects.toThrow(`held by pid ${process.pid}`);
    });
  });
});
