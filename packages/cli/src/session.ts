import { randomUUID } from "node:crypto";
import { type Client, createClient } from "./client/client.ts";
import { httpFetch } from "./client/http.ts";
import { type Context, readContexts } from "./contexts.ts";
import { CliError, exitCodes, usageError } from "./errors.ts";
import { suggest } from "./input/choice.ts";
import type { Io } from "./io.ts";
import { createOutput, type Format, type Output } from "./output/output.ts";

/** Options that every command takes. */
export interface GlobalOptions {
  readonly output?: Format;
  readonly server?: string;
  readonly token?: string;
  readonly asContext?: string;
}

/** What a command works with. */
export interface Session {
  readonly io: Io;
  readonly output: Output;
  readonly options: GlobalOptions;
  /** The client, signed in as the options, the environment or the context say. @throws CliError when nothing does */
  client(): Promise<Client>;
  /** A client that need not be signed in. */
  clientFor(server: string, token?: string): Client;
  /** The address to use: of --server, --as-context, HALCYON_SERVER, the context in use; the first that is there. */
  server(): Promise<string>;
  /** The context in use, null when none is. */
  context(): Promise<{ name: string; context: Context } | null>;
}

/** Makes the session of one command. */
export function createSession(io: Io, options: GlobalOptions): Session {
  const output = createOutput(io, options.output ?? "table");

  async function context(): Promise<{ name: string; context: Context } | null> {
    const { current, contexts } = await readContexts(io.config.contextFile);
    const asked = options.asContext ?? io.config.context;
    const name = asked ?? current;
    if (name === null) return null;
    const found = contexts[name];
    if (found !== undefined) return { name, context: found };
    if (asked === undefined) return null;
    const near = suggest(asked, Object.keys(contexts));
    throw usageError(
      `There is no context '${asked}' in ${io.config.contextFile}.`,
      near === undefined
        ? "Sign in under that name: halcyon login --as-context NAME"
        : `Did you mean ${near}?`,
    );
  }

  async function server(): Promise<string> {
    // A context named on the command line is nearer than the environment.
    const around = options.asContext === undefined ? io.config.server : undefined;
    const given = options.server ?? around ?? (await context())?.context.server;
    if (given === undefined) {
      throw new CliError({
        exitCode: exitCodes.denied,
        title: "Not signed in",
        detail: "No server is known: there is no context, no --server and no HALCYON_SERVER.",
        hint: `Sign in: ${io.config.command} login --server http://127.0.0.1:7420`,
      });
    }
    return checkedServer(given);
  }

  function clientFor(address: string, token?: string): Client {
    return createClient({
      server: checkedServer(address),
      token,
      fetch: httpFetch,
      newKey: randomUUID,
      signal: io.signal,
    });
  }

  return {
    io,
    output,
    options,
    server,
    context,
    clientFor,
    async client() {
      const address = await server();
      const given = options.token ?? (options.asContext === undefined ? io.config.token : undefined);
      if (given !== undefined) return clientFor(address, given);
      const found = await context();
      // A context's token goes to the context's server and to no other.
      const ours = found !== null && checkedServer(found.context.server) === address;
      return clientFor(address, ours ? found.context.token : undefined);
    },
  };
}

function checkedServer(text: string): string {
  const url = URL.parse(text);
  if (url === null || !/^https?:$/.test(url.protocol)) {
    throw usageError(`'${text}' is not the address of a server.`, "Write it as http://127.0.0.1:7420");
  }
  return url.origin + url.pathname.replace(/\/+$/, "");
}
