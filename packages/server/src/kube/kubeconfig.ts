import { createPrivateKey, X509Certificate } from "node:crypto";
import { parseDocument } from "yaml";
import type { KubeCredentials } from "./types.ts";

/** Why a kubeconfig or credentials cannot be used. The message never quotes the text, which holds secrets. */
export class CredentialsError extends Error {
  /** Where: `users[0].user.exec`, or `ca` and `token`. */
  readonly path: string;
  readonly line: number | undefined;
  readonly column: number | undefined;

  constructor(path: string, message: string, position: { line?: number; col?: number } = {}) {
    super(message);
    this.name = "CredentialsError";
    this.path = path;
    this.line = position.line;
    this.column = position.col;
  }
}

/**
 * Takes server and sign-in out of a kubeconfig's text: the context named, else its current one.
 * Accepts only what is written inline. Files would be read from Halcyon's own disk, and exec or auth-provider
 * plugins would run programs of whoever pasted the text; both are refused, as is turning off TLS verification.
 * @throws CredentialsError
 */
export function parseKubeconfig(text: string, contextName?: string): KubeCredentials {
  const config = parseYaml(text);
  if (!isRecord(config)) throw new CredentialsError("", "the kubeconfig is not a YAML mapping");
  if (config["kind"] !== undefined && config["kind"] !== "Config") {
    throw new CredentialsError(
      "kind",
      `it is not a kubeconfig: its kind is ${quoted(config["kind"])}, not Config`,
    );
  }
  const wanted = contextName ?? config["current-context"];
  if (typeof wanted !== "string" || wanted === "") {
    throw new CredentialsError(
      "current-context",
      "it names no current-context; set one or say which context to use",
    );
  }
  const context = entry(config, "contexts", wanted, "context");
  const clusterName = nameIn(context, "cluster");
  const userName = nameIn(context, "user");
  const cluster = entry(config, "clusters", clusterName, "cluster");
  const user = entry(config, "users", userName, "user");
  refuse(cluster, clusterRefusals);
  refuse(user, userRefusals);

  const ca = inline(cluster, "certificate-authority-data");
  const cert = inline(user, "client-certificate-data");
  const key = inline(user, "client-key-data");
  const token = user.value["token"];
  const tlsServerName = cluster.value["tls-server-name"];
  if ((cert === undefined) !== (key === undefined)) {
    throw new CredentialsError(user.path, "client-certificate-data and client-key-data must both be there");
  }
  if (cert === undefined && (typeof token !== "string" || token === "")) {
    throw new CredentialsError(user.path, "it holds neither a token nor a client certificate");
  }
  return checkCredentials(
    {
      server: typeof cluster.value["server"] === "string" ? cluster.value["server"] : "",
      ...(ca === undefined ? {} : { ca }),
      ...(typeof tlsServerName === "string" && tlsServerName !== "" ? { tlsServerName } : {}),
      ...(typeof token === "string" && token !== "" ? { token } : {}),
      ...(cert === undefined || key === undefined ? {} : { clientCert: { cert, key } }),
    },
    {
      server: `${cluster.path}.server`,
      ca: `${cluster.path}.certificate-authority-data`,
      token: `${user.path}.token`,
      cert: user.path,
    },
  );
}

/**
 * Brings credentials into the form the client takes and refuses what could not work: plain http, a CA that is no
 * certificate, a key that is not the certificate's, an expired certificate, a token with blanks inside.
 * @param paths what to call the fields in errors
 * @throws CredentialsError
 */
export function checkCredentials(
  given: KubeCredentials,
  paths: { server: string; ca: string; token: string; cert: string } = {
    server: "server",
    ca: "ca",
    token: "token",
    cert: "clientCert",
  },
  now: Date = new Date(),
): KubeCredentials {
  const server = checkServer(given.server, paths.server);
  if (given.ca !== undefined) certificates(given.ca, paths.ca);
  if (given.clientCert) checkClientCertificate(given.clientCert, paths.cert, now);
  const token = given.token?.trim();
  if (token !== undefined && !/^[\x21-\x7e]+$/.test(token)) {
    throw new CredentialsError(paths.token, "the token holds blanks or characters a header cannot carry");
  }
  return { ...given, server, ...(token === undefined ? {} : { token }) };
}

function checkServer(text: string, path: string): string {
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    throw new CredentialsError(path, "the server is not an address like https://10.0.0.1:6443");
  }
  if (url.protocol !== "https:") {
    throw new CredentialsError(path, "the server must be https: credentials are not sent in the clear");
  }
  if (url.username !== "" || url.password !== "" || url.search !== "" || url.hash !== "") {
    throw new CredentialsError(path, "the server's address must not carry a user, a query or a fragment");
  }
  return `${url.origin}${url.pathname.replace(/\/+$/, "")}`;
}

function certificates(pem: string, path: string): X509Certificate[] {
  const blocks = pem.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g) ?? [];
  try {
    const parsed = blocks.map((block) => new X509Certificate(block));
    if (parsed.length > 0) return parsed;
  } catch {
    // Told below, in the same words.
  }
  throw new CredentialsError(path, "it is not a PEM certificate");
}

function checkClientCertificate(pair: { cert: string; key: string }, path: string, now: Date): void {
  const leaf = certificates(pair.cert, `${path}.client-certificate-data`)[0] as X509Certificate;
  let fits: boolean;
  try {
    fits = leaf.checkPrivateKey(createPrivateKey(pair.key));
  } catch {
    throw new CredentialsError(`${path}.client-key-data`, "it is not a PEM private key without a passphrase");
  }
  if (!fits)
    throw new CredentialsError(
      `${path}.client-key-data`,
      "the key does not belong to the client certificate",
    );
  if (Date.parse(leaf.validTo) < now.getTime()) {
    throw new CredentialsError(
      `${path}.client-certificate-data`,
      `the client certificate expired on ${leaf.validTo}`,
    );
  }
}

interface Entry {
  readonly path: string;
  readonly value: Record<string, unknown>;
}

const clusterRefusals: Readonly<Record<string, string>> = {
  "certificate-authority": "it names a CA file; put the certificate inline as certificate-authority-data",
  "insecure-skip-tls-verify": "it turns off TLS verification; give the CA instead",
  "proxy-url": "it goes through a proxy, which Halcyon does not do",
};

const userRefusals: Readonly<Record<string, string>> = {
  exec: "it signs in by running a program (exec plugin), which Halcyon does not do; use a ServiceAccount token or a client certificate",
  "auth-provider":
    "it signs in by an auth-provider plugin, which Halcyon does not run; use a ServiceAccount token or a client certificate",
  "client-certificate": "it names a certificate file; put it inline as client-certificate-data",
  "client-key": "it names a key file; put it inline as client-key-data",
  tokenFile: "it names a token file; put the token inline",
  username: "it signs in with a user name and password, which Kubernetes no longer accepts",
  password: "it signs in with a user name and password, which Kubernetes no longer accepts",
  as: "it impersonates someone; register Halcyon's own account",
  "as-groups": "it impersonates a group; register Halcyon's own account",
};

function refuse(at: Entry, refusals: Readonly<Record<string, string>>): void {
  for (const [field, why] of Object.entries(refusals)) {
    const value = at.value[field];
    if (value !== undefined && value !== null && value !== false && value !== "") {
      throw new CredentialsError(`${at.path}.${field}`, why);
    }
  }
}

/** `clusters: [{name, cluster: {...}}]`: the entry of that name. */
function entry(config: Record<string, unknown>, list: string, name: string, inner: string): Entry {
  const entries = config[list];
  const at = Array.isArray(entries)
    ? entries.findIndex((each) => isRecord(each) && each["name"] === name)
    : -1;
  if (at === -1) throw new CredentialsError(list, `there is no ${inner} named ${quoted(name)} in it`);
  const value = (entries as Record<string, unknown>[])[at]?.[inner];
  if (!isRecord(value)) throw new CredentialsError(`${list}[${at}].${inner}`, "it is empty");
  return { path: `${list}[${at}].${inner}`, value };
}

function nameIn(context: Entry, field: string): string {
  const name = context.value[field];
  if (typeof name === "string" && name !== "") return name;
  throw new CredentialsError(`${context.path}.${field}`, `the context names no ${field}`);
}

function inline(at: Entry, field: string): string | undefined {
  const value = at.value[field];
  if (value === undefined || value === null || value === "") return undefined;
  if (typeof value === "string" && /^[A-Za-z0-9+/=\s]+$/.test(value))
    return Buffer.from(value, "base64").toString("utf8");
  throw new CredentialsError(`${at.path}.${field}`, "it is not base64");
}

function parseYaml(text: string): unknown {
  // Pretty errors quote the text around them, which may be a key.
  const document = parseDocument(text, { prettyErrors: false });
  const error = document.errors[0];
  if (error) {
    const before = text.slice(0, error.pos[0]);
    const line = before.split("\n").length;
    throw new CredentialsError(
      "",
      `it is not valid YAML (${error.code.toLowerCase().replaceAll("_", " ")})`,
      {
        line,
        col: before.length - before.lastIndexOf("\n"),
      },
    );
  }
  try {
    return document.toJS({ maxAliasCount: 20 });
  } catch {
    throw new CredentialsError("", "it uses too many YAML aliases");
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function quoted(value: unknown): string {
  return JSON.stringify(String(value).slice(0, 100));
}
