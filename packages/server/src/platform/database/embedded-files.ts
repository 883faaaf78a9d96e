import { execFile } from "node:child_process";
import { createHash } from "node:crypto";
import { access, chmod, chown, lchown, mkdir, readdir, readFile, rename, rm, stat } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { promisify } from "node:util";
import { databaseErrors } from "#platform/database/errors.ts";
import type { Log } from "#platform/log.ts";

/** The account PostgreSQL runs as; empty: our own. */
export interface ServerAccount {
  readonly uid?: number;
  readonly gid?: number;
}

export interface Places {
  readonly root: string;
  readonly data: string;
  /** Directory of the unix socket. Whoever may enter it is the superuser, so it is 0700. */
  readonly socket: string;
  readonly log: string;
}

// PostgreSQL refuses to run as root. This number is in a range that neither distributions nor systemd hand out
// (systemd.io/UIDS-GIDS: 60578-61183), so no other service shares it, and needs no entry in /etc/passwd.
const ownId = 60_970;
const longestSocketPath = 100; // sockaddr_un holds 108 bytes, the lock file's name is longer than the socket's

/** PostgreSQL's own account when we are root, else ours. */
export function serverAccount(): ServerAccount {
  return process.getuid?.() === 0 ? { uid: ownId, gid: ownId } : {};
}

/**
 * Makes the directories, each for whom it is.
 * @throws HalcyonError `database_data_unreachable` when PostgreSQL's account cannot get there
 */
export async function prepareDirectories(dataDir: string, account: ServerAccount): Promise<Places> {
  const root = join(resolve(dataDir), "postgres");
  await mkdir(root, { recursive: true, mode: 0o700 });
  if (account.uid !== undefined) {
    // Passing through is all the account may do here; what else lies in the data directory has modes of its own.
    await chmod(dataDir, 0o711);
    await chmod(root, 0o711);
    await mustPass(root);
  }
  const nearby = join(root, "run");
  const socket =
    `${nearby}/.s.PGSQL.5432`.length <= longestSocketPath
      ? nearby
      : join(tmpdir(), `halcyon-${createHash("sha256").update(root).digest("hex").slice(0, 12)}`);
  await ownDirectory(socket, account);
  return { root, data: join(root, "data"), socket, log: join(root, "postgres.log") };
}

/** Every directory on the way must let other accounts through. */
async function mustPass(path: string): Promise<void> {
  for (let at = path; at !== dirname(at); at = dirname(at)) {
    const { mode } = await stat(at);
    if ((mode & 0o001) === 0) {
      throw databaseErrors.data_unreachable({
        detail: `${at} lets nobody but its owner pass, on the way to ${path}.`,
      });
    }
  }
}

async function ownDirectory(path: string, account: ServerAccount): Promise<void> {
  const made = await mkdir(path, { mode: 0o700 }).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== "EEXIST") throw error;
      return false;
    },
  );
  if (made && account.uid !== undefined) await chown(path, account.uid, account.gid ?? account.uid);
  const found = await stat(path);
  const owner = account.uid ?? process.getuid?.();
  if (found.uid !== owner || (found.mode & 0o077) !== 0) {
    throw databaseErrors.data_unreachable({
      detail: `${path} belongs to account ${found.uid} or is open to others.`,
      hint: "Remove that directory, or set HALCYON_DATA to another place.",
    });
  }
}

/**
 * Makes the database cluster unless there is one. It is made beside its place and moved there, so that an
 * interrupted start leaves nothing half made.
 */
export async function initialise(deps: {
  binaries: string;
  places: Places;
  account: ServerAccount;
  log: Log;
}): Promise<void> {
  const { places, account } = deps;
  if (await exists(join(places.data, "PG_VERSION"))) return;
  const draft = `${places.data}.new`;
  await rm(draft, { recursive: true, force: true });
  await mkdir(draft, { mode: 0o700 });
  // initdb wants an account that has a name, the server does not: nobody makes it, then it changes hands.
  const maker = account.uid === undefined ? undefined : await nobody();
  if (maker !== undefined) await chown(draft, maker.uid, maker.gid);
  deps.log.info({ data: places.data }, "creating the database cluster");
  try {
    await promisify(execFile)(
      join(deps.binaries, "bin", "initdb"),
      [
        `--pgdata=${draft}`,
        "--username=halcyon",
        "--auth=trust", // there is only the socket, and only its owner can enter its directory
        "--encoding=UTF8",
        "--locale=C",
        "--locale-provider=builtin",
        "--builtin-locale=C.UTF-8",
        "--no-instructions",
      ],
      { ...(maker ?? {}), cwd: "/", env: { LC_ALL: "C", TZ: "UTC" } },
    );
  } catch (cause) {
    const { stderr, message } = cause as { stderr?: string; message: string };
    throw databaseErrors.not_started({ detail: `initdb failed: ${stderr?.trim() || message}`, cause });
  }
  if (account.uid !== undefined) await changeHands(draft, account.uid, account.gid ?? account.uid);
  await rename(draft, places.data);
}

async function nobody(): Promise<{ uid: number; gid: number }> {
  const entry = (await readFile("/etc/passwd", "utf8"))
    .split("\n")
    .map((line) => line.split(":"))
    .find(([name]) => name === "nobody");
  return { uid: Number(entry?.[2] ?? 65_534), gid: Number(entry?.[3] ?? 65_534) };
}

async function changeHands(path: string, uid: number, gid: number): Promise<void> {
  await lchown(path, uid, gid);
  for (const entry of await readdir(path, { withFileTypes: true })) {
    const child = join(path, entry.name);
    if (entry.isDirectory()) await changeHands(child, uid, gid);
    else await lchown(child, uid, gid);
  }
}

async function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
