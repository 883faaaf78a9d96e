import { appsEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { exitCodes, usageError } from "../../errors.ts";
import { readSource } from "../../input/file.ts";
import { renderClusterDiffs, renderTargets } from "../../output/app.ts";
import { counted } from "../../output/amounts.ts";
import type { Session } from "../../session.ts";
import { invalid, nameIn, quoting } from "./spec-source.ts";

interface FileOptions {
  readonly file: string;
}

const fileFlag = ["-f, --file <file>", "the spec, YAML; - for stdin"] as const;

/** Verbs that work on a spec: validate, render, diff, apply. */
export function appSpecCommands(app: Command, cli: Cli): void {
  const validate = verb(app, "validate", {
    summary: "Say everything that is wrong with a spec, with line, column and what to write instead",
    about: "Ends with 1 when the spec is not valid. Nothing is stored.",
    examples: [
      ["app validate -f frontpage.yaml", "A file"],
      ["app init web | halcyon app validate -f -", "stdin"],
    ],
    next: "halcyon app diff -f FILE shows what it would change; halcyon app apply -f FILE stores it.",
  }).requiredOption(...fileFlag);
  action<FileOptions>(validate, cli, async ({ session, options }) => {
    const source = await readSource(session.io, options.file);
    const answer = await (await session.client()).call(appsEndpoints.validate, {
      body: { spec: source.text },
    });
    if (!answer.valid && session.output.format === "table") throw invalid(source, answer.problems);
    session.output.show(
      answer,
      () => `${source.name} is valid.\n\n${renderTargets(answer.targets, session.output)}`,
    );
    if (!answer.valid) cli.endWith(exitCodes.failed);
  });

  const render = verb(app, "render [app]", {
    summary: "Render a spec, or a stored version, to the manifests of its clusters",
    examples: [
      ["app render -f frontpage.yaml --cluster north-mobile", "What a file becomes in one cluster"],
      ["app render frontpage --version 3", "What was stored, everywhere"],
    ],
    next: "halcyon app diff -f FILE compares it with what runs.",
  })
    .option(...fileFlag)
    .option("--version <n>", "a stored version, instead of a file; the latest unless told", Number)
    .option("--cluster <cluster>", "for this cluster only");
  action<RenderOptions>(render, cli, ({ session, args: [name], options }) =>
    renderSpec(session, name, options),
  );

  const diff = verb(app, "diff [app]", {
    summary: "Compare a spec, or a version, with what runs: a server-side dry run in each cluster",
    examples: [
      ["app diff -f frontpage.yaml", "What the file would change"],
      ["app diff frontpage --version 2", "What going to version 2 would change"],
    ],
    next: "halcyon app apply -f FILE stores it as a version; halcyon release create ships it.",
  })
    .option(...fileFlag)
    .option("--version <n>", "a stored version, instead of a file; the latest unless told", Number)
    .option("--cluster <cluster>", "in this cluster only")
    .option("--equal", "equal objects too");
  action<DiffOptions>(diff, cli, async ({ session, args: [name], options }) => {
    const source = options.file === undefined ? undefined : await readSource(session.io, options.file);
    const app = name ?? (source === undefined ? undefined : nameIn(source));
    if (app === undefined) throw usageError("Compare what?", "Name an app, or give a spec with -f FILE.");
    const { cluster, version } = options;
    const body = {
      all: options.equal === true,
      ...(source === undefined ? {} : { spec: source.text }),
      ...(version === undefined ? {} : { version }),
      ...(cluster === undefined ? {} : { cluster }),
    };
    const answer = await quoting(source, async () =>
      (await session.client()).call(appsEndpoints.diff, { params: { app }, body }),
    );
    session.output.show(answer, () => renderClusterDiffs(answer.clusters, session.output.paint));
  });

  const apply = verb(app, "apply", {
    summary: "Store a spec as a new version; the first one makes the app",
    about: "Moves nothing in any cluster: only a release does.",
    examples: [
      ["app apply -f frontpage.yaml --message 'more memory'", "Store it, with the reason"],
      ["app apply -f frontpage.yaml -o json", "For a script: outcome is created or unchanged"],
    ],
    next: "halcyon release create APP ships the latest version.",
  })
    .requiredOption(...fileFlag)
    .option("-m, --message <text>", "why, for the list of versions")
    .option("--based-on <version>", "refuse when another version is the latest by now; 0 for none", Number);
  action<FileOptions & { message?: string; basedOn?: number }>(apply, cli, async ({ session, options }) => {
    const { output, io } = session;
    const source = await readSource(io, options.file);
    const app = nameIn(source);
    const body = {
      spec: source.text,
      ...(options.message === undefined ? {} : { message: options.message }),
      ...(options.basedOn === undefined ? {} : { basedOn: options.basedOn }),
    };
    const stored = await quoting(source, async () =>
      (await session.client()).call(appsEndpoints.apply, { params: { app }, body }),
    );
    output.show(stored, () => stored.sentence);
    output.next(
      [`app diff ${app}`, "what it would change in the clusters"],
      [`release create ${app}`, "plan a release of it"],
    );
  });
}

interface RenderOptions {
  readonly file?: string;
  readonly version?: number;
  readonly cluster?: string;
}

interface DiffOptions {
  readonly file?: string;
  readonly version?: number;
  readonly cluster?: string;
  readonly equal?: boolean;
}

async function renderSpec(
  session: Session,
  app: string | undefined,
  { file, version: asked, cluster }: RenderOptions,
): Promise<void> {
  const client = await session.client();
  const only = cluster === undefined ? {} : { cluster };
  if (file !== undefined) {
    const source = await readSource(session.io, file);
    const answer = await quoting(source, () =>
      client.call(appsEndpoints.render, { body: { spec: source.text, ...only } }),
    );
    return session.output.show(answer, () => manifests(answer.clusters));
  }
  if (app === undefined) throw usageError("Render what?", "Name an app, or give a spec with -f FILE.");
  const version = asked ?? (await client.call(appsEndpoints.get, { params: { app } })).latest?.number;
  if (version === undefined)
    throw usageError(`${app} has no version yet.`, "Store one: halcyon app apply -f SPEC.yaml.");
  const answer = await client.call(appsEndpoints.rendering, { params: { app, version }, query: only });
  session.output.show(answer, () => manifests(answer.clusters));
}

function manifests(clusters: readonly { cluster: string; replicas: number; yaml: string }[]): string {
  return clusters
    .map(
      ({ cluster, replicas, yaml }) =>
        `# cluster ${cluster}: ${counted(replicas, "instance")}\n${yaml.trimEnd()}`,
    )
    .join("\n---\n");
}
