import { homedir } from "node:os";
import { join } from "node:path";

/** What the command line takes from its surroundings. Nothing else in this package reads the environment. */
export interface Config {
  /** Address of the server, when HALCYON_SERVER tells. */
  readonly server: string | undefined;
  readonly token: string | undefined;
  /** Name of the context to use, when HALCYON_CONTEXT tells. */
  readonly context: string | undefined;
  /** File the contexts are kept in. */
  readonly contextFile: string;
  /** How the program was called, for the commands it suggests: `halcyon` or `./halcyon`. */
  readonly command: string;
  /** False when NO_COLOR is set to anything or TERM is dumb: https://no-color.org */
  readonly colour: boolean;
}

/** Reads the settings from an environment. */
export function readConfig(env: NodeJS.ProcessEnv): Config {
  const home = env.HOME || homedir();
  const base = env.XDG_CONFIG_HOME || join(home, ".config");
  return {
    server: env.HALCYON_SERVER || undefined,
    token: env.HALCYON_TOKEN || undefined,
    context: env.HALCYON_CONTEXT || undefined,
    contextFile: env.HALCYON_CONFIG || join(base, "halcyon", "config.json"),
    command: env.HALCYON_COMMAND || "halcyon",
    colour: !env.NO_COLOR && env.TERM !== "dumb",
  };
}
