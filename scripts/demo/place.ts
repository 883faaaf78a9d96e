import { createHash } from "node:crypto";
import { mkdir, readFile, readlink, rm, stat, symlink, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { dirname, join, resolve } from "node:path";

/** Where the demo keeps things. */
export interface Place {
  /** The checkout. */
  readonly root: string;
  /** `.halcyon/` in the checkout, or HALCYON_DATA. */
  readonly data: string;
  /** The server's own directory. */
  readonly server: string;
  readonly lab: string;
  readonly logs: string;
  /** Contexts of the demo's accounts; the launcher finds them here. */
  readonly contexts: string;
}

/** Makes the demo's directories. */
export async function preparePlace(root: string, env: NodeJS.ProcessEnv): Promise<Place> {
  const data = resolve(root, env.HALCYON_DATA || ".halcyon");
  await mkdir(join(data, "logs"), { recursive: true, mode: 0o755 });
  return {
    root,
    data,
    server: await serverDirectory(data),
    lab: join(data, "lab"),
    logs: join(data, "logs"),
    contexts: join(data, "context.json"),
  };
}

/**
 * The server's directory: inside `data`, unless we are root and an account of its own, as PostgreSQL insists on, could
 * not get there (root's home is closed to others). Then under /var/lib, with a link to it in `data`.
 */
async function serverDirectory(data: string): Promise<string> {
  const inside = join(data, "server");
  if (process.getuid?.() !== 0 || (await passable(data))) return inside;
  const outside = join(
    "/var/lib",
    `halcyon-demo-${createHash("sha256").update(data).digest("hex").slice(0, 12)}`,
  );
  if ((await readlink(inside).catch(() => "")) !== outside) {
    await rm(inside, { force: true });
    await symlink(outside, inside);
  }
  return outside;
}

async function passable(path: string): Promise<boolean> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    if (((await stat(at)).mode & 0o001) === 0) return false;
  }
  return true;
}

/** Another demo has the place; its message says what to do. */
export class DemoRunsError extends Error {}

/**
 * Takes the place for this process, so that two demos never share data.
 * @returns gives it back
 * @throws DemoRunsError that names the process that has it
 */
export async function claimPlace({ data }: Place): Promise<() => Promise<void>> {
  const file = join(data, "demo.pid");
  const mark = async (pid: number) =>
    (await readFile(`/proc/${pid}/stat`, "utf8")).split(") ")[1]?.split(" ")[19];
  const [pid = 0, started] = (await readFile(file, "utf8").catch(() => "")).split(" ");
  const running = Number(pid) > 0 ? await mark(Number(pid)).catch(() => undefined) : undefined;
  if (running !== undefined && running === started) {
    throw new DemoRunsError(
      `The demo runs already, as process ${pid}.\nWhat to do: use it, or stop it with Ctrl-C there, or: kill ${pid}`,
    );
  }
  await writeFile(file, `${process.pid} ${await mark(process.pid).catch(() => "")}`);
  return () => rm(file, { force: true });
}

/** The first free port on loopback from `first` up. */
export async function freePort(first: number): Promise<number> {
  for (let port = first; port < first + 100; port += 1) {
    if (await isFree(port)) return port;
  }
  throw new Error(`No port is free on 127.0.0.1 from ${first} to ${first + 99}.`);
}

function isFree(port: number): Promise<boolean> {
  return new Promise((done) => {
    const probe = createServer();
    probe.once("error", () => done(false));
    probe.listen({ host: "127.0.0.1", port, exclusive: true }, () => probe.close(() => done(true)));
  });
}
