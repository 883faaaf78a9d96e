import { appsEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { usageError } from "../../errors.ts";
import { readFromGit } from "../../git/read.ts";
import { sourceWords } from "../../output/app.ts";
import type { Session } from "../../session.ts";
import { invalid, nameIn, quoting } from "./spec-source.ts";

interface ImportOptions {
  readonly git: string;
  readonly commit: string;
  readonly path: string;
  readonly dryRun?: boolean;
  readonly message?: string;
  readonly basedOn?: number;
  readonly timeout: number;
}

/** How long it is quiet before it says what it waits for, and between two such lines. */
const quietMs = 2_000;

/** `halcyon app import`: a spec that is kept beside the code. */
export function appImportCommand(app: Command, cli: Cli): void {
  const command = verb(app, "import [app]", {
    summary: "Store a spec from a Git repository at a commit as a new version",
    about:
      "Reads the file with your own git and its credentials; the version keeps the repository, the whole hash of the commit and the path. Moves nothing in any cluster: only a release does.",
    examples: [
      [
        "app import --git https://git.example/news/front.git --commit v1.4.0 --path deploy/halcyon.yaml",
        "From a tag of a remote",
      ],
      [
        "app import --git . --commit HEAD --path deploy/halcyon.yaml --dry-run",
        "From the clone one is in; stores nothing",
      ],
    ],
    next: "halcyon release create APP ships it.",
  })
    .requiredOption("--git <url-or-folder>", "https://..., ssh://..., or a clone on this machine")
    .requiredOption("--commit <commit>", "a branch, a tag or a whole hash")
    .requiredOption("--path <file>", "the spec, from the top of the repository")
    .option("--dry-run", "say whether it is valid and where it would run; store nothing")
    .option("-m, --message <text>", "why, for the list of versions")
    .option("--based-on <version>", "refuse when another version is the latest by now; 0 for none", Number)
    .option("--timeout <seconds>", "how long one act of git may take", Number, 300);
  action<ImportOptions>(command, cli, async ({ session, args: [given], options }) => {
    if (!(options.timeout >= 1 && options.timeout <= 86_400))
      throw usageError("--timeout is a number of seconds, from 1 to 86400.");
    const { text, source } = await reading(session, options);
    const name = given ?? nameIn(text);
    const client = await session.client();
    if (options.dryRun === true) {
      const answer = await client.call(appsEndpoints.validate, { body: { spec: text.text } });
      if (!answer.valid) throw invalid(text, answer.problems);
      session.output.show(
        { app: name, source, targets: answer.targets },
        () => `${sourceWords(source)} is valid for ${name}. Nothing was stored.`,
      );
      return;
    }
    const body = {
      spec: text.text,
      source,
      ...(options.message === undefined ? {} : { message: options.message }),
      ...(options.basedOn === undefined ? {} : { basedOn: options.basedOn }),
    };
    const stored = await quoting(text, () =>
      client.call(appsEndpoints.apply, { params: { app: name }, body }),
    );
    session.output.show(stored, () => `${sourceWords(source)}: ${stored.sentence}`);
    session.output.next(
      [`app diff ${name}`, "what it would change in the clusters"],
      [`release create ${name}`, "plan a release of it"],
    );
  });
}

/** Reads the file; what takes longer than two seconds says what it is at. */
async function reading(session: Session, { git, commit, path, timeout }: ImportOptions) {
  let newest = "";
  const telling = setInterval(() => {
    session.output.note(`Reading ${commit} of ${git}${newest === "" ? "" : `: ${newest}`}`);
  }, quietMs);
  try {
    return await readFromGit(
      { git, commit, path },
      {
        signal: session.io.signal,
        patienceMs: timeout * 1000,
        onProgress: (line) => {
          newest = line;
        },
      },
    );
  } finally {
    clearInterval(telling);
  }
}
