import { type Cluster, type ClusterCredentials, fleetEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, groups, noun, verb } from "../command.ts";
import { usageError } from "../errors.ts";
import { confirm } from "../input/ask.ts";
import { readSource } from "../input/file.ts";
import { fetchList, type ListOptions, listOptions, showList } from "../list.ts";
import { facts } from "../output/table.ts";
import { age, moment } from "../output/time.ts";
import type { Session } from "../session.ts";

interface CredentialOptions {
  readonly kubeconfig?: string;
  readonly context?: string;
  readonly server?: string;
  readonly tokenFile?: string;
  readonly caFile?: string;
  readonly tlsServerName?: string;
}

const credentialsAbout =
  "Halcyon signs in with a kubeconfig that holds everything inline, or with an API server's address, the token of a ServiceAccount and its CA. " +
  "It is tried at once: an API server that cannot be reached, a wrong credential or a missing permission is refused with the reason, and nothing is " +
  "stored. Here --server is the API server; Halcyon's own address goes before the noun, or into HALCYON_SERVER.";

/** `halcyon cluster`: the Kubernetes clusters Halcyon watches over. */
export function clusterCommands(program: Command, cli: Cli): void {
  const cluster = noun(
    program,
    "cluster",
    "Clusters: register them, see how fresh the view of each is",
    groups.fleet,
  );

  const list = listOptions(
    verb(cluster, "list", {
      summary: "List the clusters and how fresh the view of each is",
      examples: [
        ["cluster list", "All clusters"],
        ["cluster list --room north-mobile", "Those of one room"],
      ],
      next: "halcyon cluster show NAME tells why one is not fresh.",
    }),
  ).option("--room <room>", "in this room only");
  action<ListOptions & { room?: string }>(list, cli, async ({ session, options }) => {
    const page = await fetchList(
      session,
      fleetEndpoints.clusterList,
      { query: { room: options.room } },
      options,
    );
    showList(session, page, columns(session), {
      nothing: "No cluster is registered yet: halcyon cluster add --help",
    });
  });

  const show = verb(cluster, "show <cluster>", {
    summary: "Show a cluster",
    examples: [["cluster show north-mobile", "Its address, version, freshness and counts"]],
    next: "halcyon node list --cluster NAME",
  });
  action(show, cli, async ({ session, args: [name = ""] }) => {
    const found = await (await session.client()).call(fleetEndpoints.clusterGet, {
      params: { cluster: name },
    });
    session.output.show(found, () => renderCluster(found));
  });

  const add = credentialOptions(
    verb(cluster, "add <name>", {
      summary: "Register a cluster",
      about: credentialsAbout,
      examples: [
        ["cluster add north-mobile --room north-mobile --kubeconfig halcyon.kubeconfig", "With a kubeconfig"],
        [
          "cluster add north-mobile --room north-mobile --server https://10.0.0.1:6443 --token-file token --ca-file ca.crt",
          "With an address, a token and a CA",
        ],
      ],
      next: "halcyon cluster access prints what to apply to the cluster first.",
    }).requiredOption("--room <room>", "the room it stands in"),
  );
  action<CredentialOptions & { room: string }>(add, cli, async ({ session, args: [name = ""], options }) => {
    const credentials = await credentialsOf(session, options);
    if (credentials === undefined)
      throw usageError(
        "No credentials are given.",
        "Add --kubeconfig FILE, or --server, --token-file and --ca-file.",
      );
    const body = { name, room: options.room, credentials };
    const made = await (await session.client()).call(fleetEndpoints.clusterAdd, { body });
    session.output.show(
      made,
      () => `Cluster ${made.name} (${made.version}) is registered in room ${made.room}.`,
    );
    session.output.next(
      ["cluster list", "wait until it is fresh"],
      [`node list --cluster ${made.name}`, "its nodes"],
    );
  });

  const update = credentialOptions(
    verb(cluster, "update <cluster>", {
      summary: "Replace a cluster's credentials, or accept that it was rebuilt",
      about: credentialsAbout,
      examples: [
        ["cluster update north-mobile --kubeconfig new.kubeconfig", "New credentials for the same cluster"],
        ["cluster update north-mobile --accept-replaced", "It was rebuilt under its name, and that is right"],
      ],
      next: "halcyon cluster show NAME tells whether it is fresh again.",
    }),
  ).option("--accept-replaced", "adopt a cluster that was rebuilt under the same address");
  action<CredentialOptions & { acceptReplaced?: boolean }>(
    update,
    cli,
    async ({ session, args: [name = ""], options }) => {
      const credentials = await credentialsOf(session, options);
      const acceptReplaced = options.acceptReplaced === true;
      if (credentials === undefined && !acceptReplaced) {
        throw usageError(
          "Nothing to change is given.",
          "Add --kubeconfig FILE, or --server with --token-file, or --accept-replaced.",
        );
      }
      const body = { acceptReplaced, ...(credentials === undefined ? {} : { credentials }) };
      const changed = await (await session.client()).call(fleetEndpoints.clusterUpdate, {
        params: { cluster: name },
        body,
      });
      session.output.show(changed, () => `Cluster ${changed.name} is updated: ${changed.state}.`);
    },
  );

  const remove = verb(cluster, "remove <cluster>", {
    summary: "Forget a cluster; nothing in it is touched",
    examples: [["cluster remove north-mobile", "Asks first, and needs no cluster that still answers"]],
    next: "halcyon room remove ROOM, when that was its last cluster.",
  }).option("-y, --yes", "do not ask");
  action<{ yes?: boolean }>(remove, cli, async ({ session, args: [name = ""], options }) => {
    if (!(await confirm(session.io, `Forget cluster ${name}?`, options.yes === true))) {
      session.output.note("Nothing was done.");
      return;
    }
    const gone = await (await session.client()).call(fleetEndpoints.clusterRemove, {
      params: { cluster: name },
    });
    session.output.show(gone, () => `Cluster ${gone.name} is forgotten; what runs in it goes on.`);
  });

  const access = verb(cluster, "access", {
    summary: "Print the RBAC manifest to apply to a cluster before registering it",
    about:
      "Halcyon itself only reads. It writes as the person who acts, in the group of the act (halcyon:release, halcyon:apps), and only these groups may write: " +
      "so the cluster's own audit log names the person, and nobody's own rights bypass an approval.",
    examples: [
      ["cluster access | kubectl apply -f -", "For a ServiceAccount halcyon-system/halcyon"],
      ["cluster access --user halcyon > halcyon-access.yaml", "For a client certificate of that user"],
    ],
    next: "halcyon cluster add --help",
  }).option("--user <name>", "bind to this user instead of a ServiceAccount");
  action<{ user?: string }>(access, cli, async ({ session, options: { user } }) => {
    const yaml = await (await session.client()).call(fleetEndpoints.clusterAccess, { query: { user } });
    session.io.stdout.write(yaml.endsWith("\n") ? yaml : `${yaml}\n`);
  });
}

function credentialOptions(command: Command): Command {
  return command
    .option("--kubeconfig <file>", "kubeconfig with everything inline; - for stdin")
    .option("--context <name>", "context of the kubeconfig; its current one unless told")
    .option("--server <url>", "address of the API server: https://10.0.0.1:6443")
    .option("--token-file <file>", "file with a bearer token; - for stdin")
    .option("--ca-file <file>", "file with the CA certificate, PEM")
    .option("--tls-server-name <name>", "name to check the certificate against");
}

/** Undefined when no credential option is given. @throws CliError for a mixture */
async function credentialsOf(
  { io }: Session,
  options: CredentialOptions,
): Promise<ClusterCredentials | undefined> {
  const { kubeconfig, context, server, tokenFile, caFile, tlsServerName } = options;
  if (kubeconfig !== undefined) {
    if (server ?? tokenFile ?? caFile) {
      throw usageError("--kubeconfig and --server are two ways of the same.", "Give one of them.");
    }
    const { text } = await readSource(io, kubeconfig);
    return { kind: "kubeconfig", kubeconfig: text, ...(context === undefined ? {} : { context }) };
  }
  if (server === undefined && tokenFile === undefined && caFile === undefined) return undefined;
  if (server === undefined || tokenFile === undefined) {
    throw usageError(
      "--server and --token-file belong together.",
      "Add the one that is missing; --ca-file too, unless its CA is trusted by the system.",
    );
  }
  const token = (await readSource(io, tokenFile)).text.trim();
  const ca = caFile === undefined ? {} : { ca: (await readSource(io, caFile)).text };
  return { kind: "token", server, token, ...ca, ...(tlsServerName === undefined ? {} : { tlsServerName }) };
}

function columns({ io, output: { paint } }: Session) {
  const stateStyle = (text: string, row: Cluster) =>
    row.state === "fresh" ? paint.good(text) : paint.bad(text);
  return [
    { title: "ROOM", value: (row: Cluster) => row.room },
    { title: "NAME", value: (row: Cluster) => row.name },
    { title: "STATE", value: (row: Cluster) => row.state, style: stateStyle },
    {
      title: "HEARD",
      value: (row: Cluster) => (row.lastSyncAt === null ? "never" : `${age(row.lastSyncAt, io.now())} ago`),
    },
    { title: "VERSION", value: (row: Cluster) => row.version },
    { title: "NODES", value: (row: Cluster) => String(row.counts.nodes), right: true },
    { title: "PODS", value: (row: Cluster) => String(row.counts.pods), right: true },
    { title: "SERVER", value: (row: Cluster) => row.server, flexible: true },
    { title: "REASON", value: (row: Cluster) => row.reason, flexible: true },
  ];
}

function renderCluster(found: Cluster): string {
  const { nodes, pods, deployments } = found.counts;
  return facts([
    ["name", found.name],
    ["room", found.room],
    ["state", found.reason === "" ? found.state : `${found.state}: ${found.reason}`],
    ["last heard", moment(found.lastSyncAt) || "never"],
    ["server", found.server],
    ["version", found.version],
    ["signs in as", found.signsInAs],
    ["holds", `${nodes} nodes, ${deployments} deployments, ${pods} pods`],
    ["registered", moment(found.createdAt)],
  ]);
}
