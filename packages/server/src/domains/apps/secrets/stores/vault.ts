/**
 * HashiCorp Vault's KV secrets engine, version 2, over its HTTP API (developer.hashicorp.com/vault/api-docs/secret/kv/kv-v2):
 * GET /v1/<mount>/data/<path>?version=N. Its versions are numbered, so a pin is a number. The token is read from its file for
 * each request, as an agent renews it there, and goes into no message.
 */
import { readFileSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { Agent, request } from "undici";
import { z } from "zod";
import { appErrors } from "../../errors.ts";
import { largestValue, type OutsideStore, type StorePlace, type StoreProvider } from "./port.ts";

const plainPath = z.string().regex(/^[\w.-]+(\/[\w.-]+)*$/, "a path without slashes at its ends");
const settings = z.strictObject({
  kind: z.literal("vault"),
  address: z.url({ protocol: /^https?$/ }),
  /** Where the engine is mounted. */
  mount: plainPath.default("secret"),
  namespace: plainPath.optional(),
  tokenFile: z.string().regex(/^\//, "an absolute path"),
  /** Certificates the server's is checked against, in PEM; the system's unless told. */
  caFile: z.string().regex(/^\//, "an absolute path").optional(),
  timeoutSeconds: z.number().positive().max(60).default(5),
});
type Settings = z.output<typeof settings>;

/** What a JSON answer may weigh: a value escaped in it, with what else is at the path. */
const largestAnswer = 4 * largestValue;

const answered = z.object({
  data: z
    .object({
      data: z.record(z.string(), z.unknown()).nullable(),
      metadata: z.object({
        version: z.int(),
        destroyed: z.boolean().optional(),
        deletion_time: z.string().optional(),
      }),
    })
    .nullish(),
  errors: z.array(z.string()).optional(),
});
type Answered = z.output<typeof answered>;

export const vaultStore: StoreProvider<Settings> = {
  settings,
  open(name, own): OutsideStore {
    const ca = own.caFile === undefined ? undefined : readFileSync(own.caFile, "utf8");
    const limitMs = own.timeoutSeconds * 1_000;
    const dispatcher = new Agent({
      maxResponseSize: largestAnswer,
      connect: { timeout: limitMs, ...(ca === undefined ? {} : { ca }) },
    });
    const ask = (place: StorePlace, version: number | null, signal: AbortSignal) =>
      get({ name, own, dispatcher }, place, version, AbortSignal.any([signal, AbortSignal.timeout(limitMs)]));
    return {
      keyed: true,
      newest: (place, signal) => ask(place, null, signal),
      read: async (place, version, signal) => (await ask(place, version, signal)).value,
    };
  },
};

async function get(
  { name, own, dispatcher }: { name: string; own: Settings; dispatcher: Agent },
  { path, key }: StorePlace,
  version: number | null,
  signal: AbortSignal,
): Promise<{ value: string; version: number }> {
  const what = `${version === null ? "" : `version ${version} of `}${path} in store ${name}`;
  const unavailable = (why: string, cause?: unknown) =>
    appErrors.secret_store_unavailable({ detail: `${what} cannot be read now: ${why}`, cause });
  const missing = (why: string) => appErrors.secret_not_in_store({ detail: `${what}: ${why}` });

  const token = await readFile(own.tokenFile, "utf8").catch((cause: unknown) => {
    throw unavailable("the file with Halcyon's token for it cannot be read", cause);
  });
  const url = new URL(own.address);
  url.pathname = ["v1", own.mount, "data", path].join("/");
  if (version !== null) url.searchParams.set("version", String(version));
  let status: number;
  let body: unknown;
  try {
    const response = await request(url, {
      dispatcher,
      signal,
      headers: {
        accept: "application/json",
        "x-vault-request": "true",
        "x-vault-token": token.trim(),
        ...(own.namespace === undefined ? {} : { "x-vault-namespace": own.namespace }),
      },
    });
    status = response.statusCode;
    body = JSON.parse((await response.body.text()) || "{}");
  } catch (cause) {
    // The cause is kept without the request, which carries the token.
    throw unavailable(wordsOf(cause, own.timeoutSeconds), new Error(String(cause)));
  }
  const parsed = answered.safeParse(body);
  const said: Answered = parsed.success ? parsed.data : {};
  const errors = (said.errors ?? []).join("; ").slice(0, 300);
  const words = errors === "" ? `it answered ${status}` : `it answered ${status}: ${errors}`;
  if (status === 401 || status === 403)
    throw appErrors.secret_store_refused({
      detail: `store ${name} does not let Halcyon read ${path}: ${words}`,
    });
  const { destroyed, deletion_time: deleted } = said.data?.metadata ?? {};
  if (destroyed === true) throw missing("it was destroyed in the store");
  if (said.data != null && said.data.data === null)
    throw missing(
      `it was deleted in the store${deleted === undefined || deleted === "" ? "" : ` at ${deleted}`}`,
    );
  if (status === 404) throw missing("there is nothing at this path");
  if (status === 400) throw missing(words);
  if (status !== 200) throw unavailable(words);
  if (said.data == null) throw missing("what is there is not of a KV engine of version 2");
  if (version !== null && said.data.metadata.version !== version)
    throw missing(`the store answered version ${said.data.metadata.version}`);
  return { value: valueOf(said.data.data ?? {}, key ?? "", missing), version: said.data.metadata.version };
}

function valueOf(
  data: Readonly<Record<string, unknown>>,
  key: string,
  missing: (why: string) => Error,
): string {
  if (!Object.hasOwn(data, key)) {
    const keys = Object.keys(data).slice(0, 20).join(", ");
    throw missing(`there is no key ${key}${keys === "" ? "" : `; it has ${keys}`}`);
  }
  const value = data[key];
  if (typeof value !== "string") throw missing(`what is at key ${key} is not text`);
  if (value === "") throw missing(`what is at key ${key} is empty`);
  if (Buffer.byteLength(value) > largestValue) throw missing(`it is larger than ${largestValue} bytes`);
  return value;
}

/** Why there was no answer, in words for people; nothing of the request. */
function wordsOf(error: unknown, seconds: number): string {
  const { name, code } = error as { name?: string; code?: string };
  if (name === "TimeoutError" || name === "ConnectTimeoutError") return `no answer within ${seconds} seconds`;
  if (name === "AbortError") return "the request was given up";
  if (error instanceof SyntaxError) return "its answer is not JSON";
  if (name === "ResponseExceededMaxSizeError") return "its answer is too large";
  return code ?? (error instanceof Error ? error.message : "no answer");
}
