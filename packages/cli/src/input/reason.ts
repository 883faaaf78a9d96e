import { usageError } from "../errors.ts";
import type { Io } from "../io.ts";
import { ask } from "./ask.ts";

/** Why something is done, for the record: from the option, or asked for. @throws CliError when there is none */
export async function reasonFor(io: Io, given: string | undefined): Promise<string> {
  const reason = given ?? (await ask(io, "Reason (it is kept on record): ")) ?? "";
  if (reason.trim() === "") throw usageError("No reason is given.", "Add --reason 'why'. Nothing was done.");
  return reason.trim();
}
