import { describe, expect, it } from "vitest";
import { stringify } from "yaml";
import { checkCredentials, CredentialsError, parseKubeconfig } from "./kubeconfig.ts";
import { otherPair, pair } from "./testing/certificates.ts";

const base64 = (text: string) => Buffer.from(text).toString("base64");

interface Parts {
  cluster?: Record<string, unknown>;
  user?: Record<string, unknown>;
  top?: Record<string, unknown>;
}

function kubeconfig({ cluster = {}, user = { token: "secret-token" }, top = {} }: Parts = {}): string {
  return stringify({
    apiVersion: "v1",
    kind: "Config",
    clusters: [
      {
        name: "c",
        cluster: {
          server: "https://10.0.0.1:6443/",
          "certificate-authority-data": base64(pair.cert),
          ...cluster,
        },
      },
    ],
    users: [{ name: "u", user }],
    contexts: [
      { name: "x", context: { cluster: "c", user: "u" } },
      { name: "lost", context: { cluster: "nowhere", user: "u" } },
      { name: "half", context: { cluster: "c" } },
    ],
    "current-context": "x",
    ...top,
  });
}

function refusal(work: () => unknown): { path: string; message: string; line: number | undefined } {
  try {
    work();
  } catch (error) {
    if (error instanceof CredentialsError)
      return { path: error.path, message: error.message, line: error.line };
    throw error;
  }
  throw new Error("it was accepted");
}

describe("a kubeconfig", () => {
  it("gives server, CA and token, or the client certificate", () => {
    expect(parseKubeconfig(kubeconfig())).toEqual({
      server: "https://10.0.0.1:6443",
      ca: pair.cert,
      token: "secret-token",
    });
    const user = { "client-certificate-data": base64(pair.cert), "client-key-data": base64(pair.key) };
    expect(parseKubeconfig(kubeconfig({ user, cluster: { "tls-server-name": "api" } }), "x")).toEqual({
      server: "https://10.0.0.1:6443",
      ca: pair.cert,
      tlsServerName: "api",
      clientCert: pair,
    });
  });

  const both = { "client-certificate-data": base64(pair.cert), "client-key-data": base64(pair.key) };
  it.each<[string, Parts, string, RegExp]>([
    ["an exec plugin", { user: { exec: { command: "/bin/sh" } } }, "users[0].user.exec", /running a program/],
    [
      "an exec plugin beside a token",
      { user: { token: "t", exec: { command: "x" } } },
      "users[0].user.exec",
      /running a program/,
    ],
    [
      "an auth provider",
      { user: { "auth-provider": { name: "gcp" } } },
      "users[0].user.auth-provider",
      /plugin/,
    ],
    ["a token file", { user: { tokenFile: "/etc/shadow" } }, "users[0].user.tokenFile", /names a token file/],
    [
      "a CA file",
      { cluster: { "certificate-authority": "/etc/ca" } },
      "clusters[0].cluster.certificate-authority",
      /inline/,
    ],
    [
      "a certificate file",
      { user: { "client-certificate": "/c", "client-key": "/k" } },
      "users[0].user.client-certificate",
      /inline/,
    ],
    ["a password", { user: { username: "a", password: "b" } }, "users[0].user.username", /password/],
    ["impersonation", { user: { token: "t", as: "root" } }, "users[0].user.as", /impersonates/],
    [
      "no TLS verification",
      { cluster: { "insecure-skip-tls-verify": true } },
      "clusters[0].cluster.insecure-skip-tls-verify",
      /CA instead/,
    ],
    ["a proxy", { cluster: { "proxy-url": "http://p" } }, "clusters[0].cluster.proxy-url", /proxy/],
    ["plain http", { cluster: { server: "http://10.0.0.1" } }, "clusters[0].cluster.server", /https/],
    ["no server", { cluster: { server: "" } }, "clusters[0].cluster.server", /not an address/],
    [
      "a server with a password",
      { cluster: { server: "https://a:b@h" } },
      "clusters[0].cluster.server",
      /must not carry/,
    ],
    [
      "a CA that is none",
      { cluster: { "certificate-authority-data": base64("nothing") } },
      "clusters[0].cluster.certificate-authority-data",
      /not a PEM/,
    ],
    [
      "a CA not in base64",
      { cluster: { "certificate-authority-data": "%%%" } },
      "clusters[0].cluster.certificate-authority-data",
      /not base64/,
    ],
    ["no sign-in", { user: {} }, "users[0].user", /neither a token nor/],
    ["half a pair", { user: { "client-key-data": base64(pair.key) } }, "users[0].user", /both be there/],
    [
      "a key of another",
      { user: { ...both, "client-key-data": base64(otherPair.key) } },
      "users[0].user.client-key-data",
      /does not belong/,
    ],
    [
      "a key that is none",
      { user: { ...both, "client-key-data": base64("x") } },
      "users[0].user.client-key-data",
      /not a PEM private key/,
    ],
    ["a token with a line end", { user: { token: "one\ntwo" } }, "users[0].user.token", /blanks/],
    ["another kind", { top: { kind: "Pod" } }, "kind", /not a kubeconfig/],
    [
      "no current context",
      { top: { "current-context": undefined } },
      "current-context",
      /no current-context/,
    ],
    ["an unknown context", { top: { "current-context": "y" } }, "contexts", /no context named "y"/],
    [
      "a context of an unknown cluster",
      { top: { "current-context": "lost" } },
      "clusters",
      /no cluster named "nowhere"/,
    ],
    [
      "a context without a user",
      { top: { "current-context": "half" } },
      "contexts[2].context.user",
      /names no user/,
    ],
    ["no lists", { top: { contexts: "none" } }, "contexts", /no context named/],
  ])("with %s is refused", (_name, parts, path, message) => {
    const found = refusal(() => parseKubeconfig(kubeconfig(parts)));
    expect(found.path).toBe(path);
    expect(found.message).toMatch(message);
  });

  it("that is no YAML is refused by line, without quoting it", () => {
    const found = refusal(() => parseKubeconfig("users:\n  - token: 'hunter2\n"));
    expect(found.line).toBeGreaterThanOrEqual(2);
    expect(found.message).not.toContain("hunter2");
  });

  it.each(["", "[]", "just text", "42", "a: &a [*a]"])("refuses %j", (text) => {
    expect(() => parseKubeconfig(text)).toThrow(CredentialsError);
  });

  it("refuses a bomb of aliases", () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x]"];
    for (let at = 1; at < 9; at++)
      lines.push(
        `a${at}: &a${at} [${Array(9)
          .fill(`*a${at - 1}`)
          .join(", ")}]`,
      );
    expect(refusal(() => parseKubeconfig(lines.join("\n"))).message).toMatch(/aliases/);
  });
});

describe("server and token", () => {
  it("are brought into form", () => {
    expect(checkCredentials({ server: "https://API.example:6443/prefix/", token: " abc\n" })).toEqual({
      server: "https://api.example:6443/prefix",
      token: "abc",
    });
  });

  it("name the field that is wrong", () => {
    expect(refusal(() => checkCredentials({ server: "ftp://x", token: "t" })).path).toBe("server");
    expect(refusal(() => checkCredentials({ server: "https://x", token: "a b" })).path).toBe("token");
    expect(refusal(() => checkCredentials({ server: "https://x", token: "t", ca: "x" })).path).toBe("ca");
  });

  it("refuse a client certificate that has expired", () => {
    const late = { server: "https://x", clientCert: pair };
    expect(checkCredentials(late)).toMatchObject(late);
    expect(refusal(() => checkCredentials(late, undefined, new Date("2200-01-01"))).message).toMatch(
      /expired on/,
    );
  });
});
