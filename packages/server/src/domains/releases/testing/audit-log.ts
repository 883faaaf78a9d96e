/** What a cluster's own audit log says was written in a namespace, in order: the word of neither Halcyon nor its observer. */
import { readFile } from "node:fs/promises";

export interface AuditedWrite {
  readonly verb: string;
  readonly resource: string;
  readonly name: string;
  /** Field manager, empty where the request named none. */
  readonly manager: string;
  readonly status: number;
}

interface AuditLine {
  readonly stage?: string;
  readonly verb?: string;
  readonly requestURI?: string;
  readonly objectRef?: { readonly resource?: string; readonly namespace?: string; readonly name?: string };
  readonly impersonatedUser?: { readonly username?: string };
  readonly responseStatus?: { readonly code?: number };
}

/** Halcyon's writes on behalf of people, dry runs left out. */
export async function audited(room: { auditLog: string }, namespace: string): Promise<AuditedWrite[]> {
  const text = await readFile(room.auditLog, "utf8");
  const writes: AuditedWrite[] = [];
  for (const line of text.split("\n")) {
    // The last line may be half written.
    if (!line.includes(`"${namespace}"`) || !line.endsWith("}")) continue;
    const {
      stage,
      verb = "",
      requestURI = "",
      objectRef,
      impersonatedUser,
      responseStatus,
    } = JSON.parse(line) as AuditLine;
    if (stage !== "ResponseComplete" || impersonatedUser === undefined || objectRef?.namespace !== namespace)
      continue;
    const query = new URL(requestURI, "http://cluster").searchParams;
    if (!["create", "update", "patch", "delete"].includes(verb) || query.has("dryRun")) continue;
    const { resource = "", name = "" } = objectRef;
    const manager = query.get("fieldManager") ?? "";
    writes.push({ verb, resource, name, manager, status: responseStatus?.code ?? 0 });
  }
  return writes;
}
