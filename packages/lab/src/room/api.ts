import { Agent as HttpAgent, request as httpRequest, type RequestOptions } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

export interface ApiRequestOptions {
  /** Default `application/json`; patches name theirs, e.g. `application/merge-patch+json`. */
  contentType?: string;
  token?: string;
  headers?: Record<string, string>;
  timeoutMs?: number;
  signal?: AbortSignal;
}

/** An answer of 400 or above from an API server. */
export class ApiStatusError extends Error {
  readonly status: number;
  readonly reason: string;
  readonly body: unknown;

  constructor(method: string, path: string, status: number, body: unknown) {
    const described = body as { reason?: string; message?: string } | undefined;
    super(`${method} ${path} answered ${status}: ${described?.message ?? JSON.stringify(body)}`);
    this.name = "ApiStatusError";
    this.status = status;
    this.reason = described?.reason ?? "";
    this.body = body;
  }
}

export interface ApiClient {
  // oxlint-disable-next-line typescript/no-explicit-any -- Kubernetes objects are open; callers name what they read
  request<T = any>(method: string, path: string, body?: unknown, options?: ApiRequestOptions): Promise<T>;
  close(): void;
}

/** A small JSON client for one API server, keeping its connections open. */
export function createApiClient(target: { server: string; caData?: string; token: string }): ApiClient {
  const secure = target.server.startsWith("https:");
  const agent = secure
    ? new HttpsAgent({ keepAlive: true, ca: target.caData, maxSockets: 16 })
    : new HttpAgent({ keepAlive: true, maxSockets: 16 });
  return {
    close: () => agent.destroy(),
    async request(method, path, body, options = {}) {
      const payload = body === undefined ? undefined : typeof body === "string" ? body : JSON.stringify(body);
      const headers: Record<string, string> = {
        accept: "application/json",
        authorization: `Bearer ${options.token ?? target.token}`,
        ...options.headers,
      };
      if (payload !== undefined) {
        headers["content-type"] = options.contentType ?? "application/json";
        headers["content-length"] = String(Buffer.byteLength(payload));
      }
      const timeout = AbortSignal.timeout(options.timeoutMs ?? 30_000);
      const signal = options.signal ? AbortSignal.any([options.signal, timeout]) : timeout;
      const { status, text } = await exchange(
        new URL(path, target.server),
        { method, headers, agent, signal },
        payload,
      );
      const parsed = parse(text);
      if (status >= 400) throw new ApiStatusError(method, path, status, parsed);
      return parsed;
    },
  };
}

function exchange(url: URL, options: RequestOptions, payload: string | undefined) {
  return new Promise<{ status: number; text: string }>((resolve, reject) => {
    const send = url.protocol === "https:" ? httpsRequest : httpRequest;
    const request = send(url, options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () =>
        resolve({ status: response.statusCode ?? 0, text: Buffer.concat(chunks).toString("utf8") }),
      );
    });
    request.on("error", reject);
    request.end(payload);
  });
}

/** Almost everything is JSON; logs and health checks are plain text and stay text. */
function parse(text: string): never {
  try {
    return JSON.parse(text) as never;
  } catch {
    return text as never;
  }
}
