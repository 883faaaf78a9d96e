/**
 * The observer's own way to an API server. It shares no code with the engine it judges, nor with the rest of the lab:
 * what is wrong in theirs must not be wrong here in the same way.
 */
import { Agent as PlainAgent, request as plainRequest, type IncomingMessage } from "node:http";
import { Agent as TlsAgent, request as tlsRequest } from "node:https";

export interface ObserverTarget {
  server: string;
  token: string;
  caData?: string;
}

/** The API server's answer was an error status. */
export class ObserverHttpError extends Error {
  readonly status: number;

  constructor(status: number, url: string, text: string) {
    super(`GET ${url} answered ${status}: ${text.slice(0, 300)}`);
    this.name = "ObserverHttpError";
    this.status = status;
  }
}

export interface ObserverClient {
  getJson<T>(path: string, signal: AbortSignal): Promise<T>;
  /** Yields each line of a stream as parsed JSON, until the server ends it. */
  streamJson<T>(path: string, signal: AbortSignal): AsyncGenerator<T>;
  close(): void;
}

export function createObserverClient(target: ObserverTarget): ObserverClient {
  const tls = target.server.startsWith("https:");
  const agent = tls
    ? new TlsAgent({ keepAlive: true, ca: target.caData })
    : new PlainAgent({ keepAlive: true });

  const get = async (path: string, signal: AbortSignal): Promise<IncomingMessage> => {
    const url = new URL(path, target.server);
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      (tls ? tlsRequest : plainRequest)(
        url,
        { agent, signal, headers: { authorization: `Bearer ${target.token}`, accept: "application/json" } },
        resolve,
      )
        .on("error", reject)
        .end();
    });
    if (answer.statusCode === 200) return answer;
    throw new ObserverHttpError(answer.statusCode ?? 0, url.pathname + url.search, await readAll(answer));
  };

  return {
    close: () => agent.destroy(),
    getJson: async (path, signal) => JSON.parse(await readAll(await get(path, signal))),
    async *streamJson(path, signal) {
      let rest = "";
      const answer = await get(path, signal);
      answer.setEncoding("utf8");
      for await (const chunk of answer as AsyncIterable<string>) {
        const parts = (rest + chunk).split("\n");
        rest = parts.pop() ?? "";
        // A line without its newline was cut off and must not be taken for an event.
        for (const part of parts) if (part !== "") yield JSON.parse(part);
      }
    },
  };
}

async function readAll(answer: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of answer as AsyncIterable<Buffer>) chunks.push(chunk);
  return Buffer.concat(chunks).toString("utf8");
}
