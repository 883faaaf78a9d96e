/** The remote copy: pushed to, fast-forward only. What somebody else put there is never overwritten. */
import type { RemoteState } from "../tables.ts";
import type { Git, GitCall } from "./git.ts";
import { branch } from "./repository.ts";

/** Where versions are pushed to, as configured. */
export interface RemoteSettings {
  /** https, ssh or file, without credentials. */
  readonly url: string;
  readonly branch: string;
  /** For https. */
  readonly token: string | null;
  /** Private key, for ssh. */
  readonly sshKey: string | null;
  /** Host keys, for ssh. */
  readonly knownHosts: string | null;
}

export type PushResult = Pick<RemoteState, "state" | "commit" | "reason"> & { readonly pushed: boolean };

/** Brings the remote to a commit. Never throws for what the remote says or does. */
export async function push(
  { git, path, signal }: { git: Git; path: string; signal: AbortSignal },
  remote: RemoteSettings,
  commit: string,
): Promise<PushResult> {
  const call: GitCall = { repository: path, patienceMs: 60_000, signal, ...accessTo(remote) };
  const ref = `refs/heads/${remote.branch}`;
  const listed = await git.try(["ls-remote", "--", remote.url, ref], call);
  if (listed.code !== 0) return { state: "unreachable", commit: null, reason: listed.stderr, pushed: false };
  const there = /^[0-9a-f]{40}/.exec(listed.stdout)?.[0] ?? null;
  if (there === commit) return { state: "in-sync", commit, reason: "", pushed: false };
  if (there !== null && !(await isOurs(git, path, there))) {
    return { state: "diverged", commit: there, reason: divergence(remote, there, commit), pushed: false };
  }
  const done = await git.try(["push", "--porcelain", "--no-verify", "--", remote.url, `${commit}:${ref}`], {
    ...call,
    patienceMs: 600_000,
  });
  if (done.code !== 0)
    return { state: "unreachable", commit: there, reason: done.stderr || done.stdout, pushed: false };
  return { state: "in-sync", commit, reason: "", pushed: true };
}

async function isOurs(git: Git, path: string, commit: string): Promise<boolean> {
  const { code } = await git.try(["merge-base", "--is-ancestor", commit, branch], { repository: path });
  return code === 0;
}

function divergence(remote: RemoteSettings, there: string, ours: string): string {
  return (
    `${remote.branch} of ${remote.url} is at ${there.slice(0, 12)}, which is not in Halcyon's history (tip ${ours.slice(0, 12)}). ` +
    "Nothing is forced. Keep what is there under another name and make room, on a clone of it: " +
    `git push origin origin/${remote.branch}:refs/heads/kept && git push origin --delete ${remote.branch}. ` +
    "Halcyon goes on by itself then."
  );
}

/** What a remote needs, in the environment of this call only. */
function accessTo({
  url,
  token,
  sshKey,
  knownHosts,
}: RemoteSettings): Pick<GitCall, "protocols" | "settings" | "environment"> {
  if (url.startsWith("https://")) {
    const { origin } = new URL(url);
    const basic = token === null ? null : Buffer.from(`halcyon:${token}`).toString("base64");
    return {
      protocols: ["https"],
      settings: basic === null ? {} : { [`http.${origin}/.extraHeader`]: `Authorization: Basic ${basic}` },
    };
  }
  if (url.startsWith("file://")) return { protocols: ["file"] };
  // Paths are checked where settings are read: nothing in them means anything to a shell, which is git's own choice here.
  const command = [
    ...["ssh", "-o BatchMode=yes", "-o StrictHostKeyChecking=yes", "-o ConnectTimeout=10"],
    ...(sshKey === null ? [] : [`-i ${sshKey}`, "-o IdentitiesOnly=yes"]),
    ...(knownHosts === null ? [] : [`-o UserKnownHostsFile=${knownHosts}`]),
  ].join(" ");
  return { protocols: ["ssh"], environment: { GIT_SSH_COMMAND: command } };
}
