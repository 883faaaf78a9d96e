import { createApp } from "#src/app.ts";
import { type Config, ConfigError, readConfig } from "#src/config.ts";
import { HalcyonError } from "#platform/errors.ts";

/** The server as a process: starts, says where it listens, and ends in good order on SIGINT or SIGTERM. */
async function main(): Promise<void> {
  const config = readConfig();
  const stopAsked = Promise.withResolvers<void>();
  let asked = 0;
  for (const signal of ["SIGINT", "SIGTERM"] as const) {
    process.on(signal, () => {
      // Asked twice, it no longer waits for anything.
      if (++asked > 1) process.exit(130);
      stopAsked.resolve();
    });
  }
  const app = await createApp(config);
  try {
    const url = await Promise.race([app.start(), stopAsked.promise]);
    if (url !== undefined) await announce(url, config, await app.setupToken());
    await stopAsked.promise;
  } finally {
    await app.stop();
  }
}

async function announce(url: string, config: Config, setupToken: string | null): Promise<void> {
  const reached = config.publicUrl ?? url;
  console.log(`Halcyon listens on ${url}`);
  if (setupToken === null) return;
  console.log(
    "There is no account yet. Create the first administrator with:\n" +
      `  halcyon setup --server ${reached} --token ${setupToken}\n` +
      `or in a browser at ${reached}/setup, with that token.`,
  );
}

main().catch((error: unknown) => {
  if (error instanceof ConfigError)
    console.error(`Halcyon cannot start with these settings:\n${error.message}`);
  else if (error instanceof HalcyonError)
    console.error(`Halcyon cannot start: ${error.message}\n${error.hint}`);
  else console.error("Halcyon cannot start:", error);
  process.exitCode = 1;
});
