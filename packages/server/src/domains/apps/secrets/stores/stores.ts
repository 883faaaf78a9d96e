/** The stores operations have named in the server's settings, by name. The only place that knows which providers there are. */
import { label } from "@halcyon/contracts";
import { readFileSync } from "node:fs";
import { parse } from "yaml";
import { z } from "zod";
import { appErrors } from "../../errors.ts";
import { fileStore } from "./file.ts";
import type { OutsideStore } from "./port.ts";
import { vaultStore } from "./vault.ts";

/** A store, and below which paths an app may use it. */
export interface NamedStore extends OutsideStore {
  readonly name: string;
  readonly kind: "file" | "vault";
  /** What the path of an app's secret begins with; {team} and {app} stand for its own. */
  readonly paths: readonly string[];
}

/** What a path begins with: its team's own name unless operations say otherwise, or one team could read another's secrets. */
const paths = z
  .array(
    z
      .string()
      .regex(
        /^([\w.-]|\{team\}|\{app\})+(\/([\w.-]|\{team\}|\{app\})+)*\/$/,
        "such as {team}/{app}/ or shared/",
      ),
  )
  .min(1)
  .max(20)
  .default(["{team}/"]);

const named = z.record(label, z.looseObject({ kind: z.enum(["file", "vault"]), paths }));

/**
 * Reads the file operations keep the stores in, YAML with the stores by name, and opens them; nothing is asked of them yet.
 * @param file null: there is no store
 * @throws HalcyonError app_secret_stores_invalid
 */
export function readStores(file: string | null): ReadonlyMap<string, NamedStore> {
  if (file === null) return new Map();
  try {
    return openStores(parse(readFileSync(file, "utf8")));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw appErrors.secret_stores_invalid({ detail: `${file}: ${why}`, cause });
  }
}

/** @throws Error that names each setting that is wrong */
export function openStores(settings: unknown): ReadonlyMap<string, NamedStore> {
  const found = Object.entries(checked("", named, settings ?? {}));
  return new Map(
    found.map(([name, { kind, paths: allowed, ...own }]) => [
      name,
      { ...open(name, kind, { kind, ...own }), name, kind, paths: allowed },
    ]),
  );
}

function open(name: string, kind: NamedStore["kind"], own: unknown): OutsideStore {
  switch (kind) {
    case "file":
      return fileStore.open(name, checked(name, fileStore.settings, own));
    case "vault":
      return vaultStore.open(name, checked(name, vaultStore.settings, own));
  }
}

function checked<T>(store: string, schema: z.ZodType<T>, settings: unknown): T {
  const found = schema.safeParse(settings);
  if (found.success) return found.data;
  const at = store === "" ? "" : `${store}.`;
  throw new Error(
    found.error.issues.map(({ path, message }) => `${at}${path.join(".")}: ${message}`).join("\n"),
  );
}
