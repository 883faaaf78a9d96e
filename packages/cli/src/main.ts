import { processIo } from "./io.ts";
import { run } from "./run.ts";

const interrupted = new AbortController();
process.once("SIGINT", () => interrupted.abort(new Error("interrupted")));
// `halcyon pod list | head` closes our stdout early; that is the reader's right, not an error.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

process.exitCode = await run(process.argv.slice(2), processIo(interrupted.signal));
if (interrupted.signal.aborted) process.exitCode = 130;
