/** What a kubeconfig offers to choose from. Loaded only once somebody pastes one. */
import { parse } from "yaml";

export interface KubeconfigContexts {
  readonly names: readonly string[];
  /** Its current-context, when that is one of them. */
  readonly current: string | null;
}

/** Longer ones are refused by the server; a person's typing must not wait for them to be read. */
const maxLength = 200_000;

/** @returns null when it is no kubeconfig; what is wrong with it is the server's to say, with the line */
export function contextsOf(text: string): KubeconfigContexts | null {
  if (text.length > maxLength) return null;
  let config: unknown;
  try {
    // No aliases: a few lines of them can unfold to gigabytes.
    config = parse(text, { maxAliasCount: 0, logLevel: "error" });
  } catch {
    return null;
  }
  if (!isRecord(config) || !Array.isArray(config["contexts"])) return null;
  const names = config["contexts"].flatMap((one: unknown) =>
    isRecord(one) && typeof one["name"] === "string" ? one["name"] : [],
  );
  const current = config["current-context"];
  return {
    names: [...new Set(names)],
    current: typeof current === "string" && names.includes(current) ? current : null,
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
