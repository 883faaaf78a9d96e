import { type AppVersionSummary, appsEndpoints } from "@halcyon/contracts";
import type { Command } from "commander";
import { action, type Cli, verb } from "../../command.ts";
import { fetchList, type ListOptions, listOptions, positive, showList } from "../../list.ts";
import { origin, paintDiff, renderVersion } from "../../output/app.ts";
import { listed } from "../../output/amounts.ts";
import { moment } from "../../output/time.ts";

/** Verbs on an app's versions: versions, version, compare, restore, image. */
export function appVersionCommands(app: Command, cli: Cli): void {
  const versions = listOptions(
    verb(app, "versions <app>", {
      summary: "List an app's versions, newest first",
      examples: [["app versions frontpage", "Every version that was ever applied"]],
      next: "halcyon app compare APP FROM TO",
    }),
  );
  action<ListOptions>(versions, cli, async ({ session, args: [name = ""], options }) => {
    const page = await fetchList(session, appsEndpoints.versions, { params: { app: name } }, options);
    showList<AppVersionSummary>(
      session,
      page,
      [
        { title: "VERSION", value: (row) => String(row.number), right: true },
        { title: "IMAGE", value: (row) => listed(row.images), flexible: true },
        { title: "INSTANCES", value: (row) => String(row.replicas), right: true },
        { title: "BY", value: (row) => row.author.name },
        { title: "AT", value: (row) => moment(row.createdAt) },
        { title: "MADE BY", value: origin },
        { title: "MESSAGE", value: (row) => row.message, flexible: true },
      ],
      { nothing: `${name} has no version yet: halcyon app apply -f SPEC.yaml` },
    );
  });

  const version = verb(app, "version <app> <number>", {
    summary: "Show a version: its spec as written, and its targets",
    examples: [["app version frontpage 3", "Version 3"]],
    next: "halcyon app restore APP NUMBER makes it the latest again.",
  });
  action(version, cli, async ({ session, args: [name = "", number = ""] }) => {
    const params = { app: name, version: positive(number) };
    const found = await (await session.client()).call(appsEndpoints.version, { params });
    session.output.show(found, () => renderVersion(found, session.output));
  });

  const compare = verb(app, "compare <app> <from> <to>", {
    summary: "Compare two versions: the spec, and what it is rendered to",
    examples: [["app compare frontpage 2 3", "What changed from 2 to 3"]],
    next: "halcyon app restore APP FROM takes the old spec again.",
  });
  action(compare, cli, async ({ session, args: [name = "", from = "", to = ""] }) => {
    const query = { from: positive(from), to: positive(to) };
    const answer = await (await session.client()).call(appsEndpoints.compare, {
      params: { app: name },
      query,
    });
    session.output.show(answer, () => {
      const { paint } = session.output;
      const changed = answer.clusters.filter(({ diff }) => diff !== "");
      const parts = [
        answer.spec === "" ? "The specs are equal." : paintDiff(answer.spec, paint),
        ...changed.map(
          ({ cluster, diff }) => `${paint.bold(`cluster ${cluster}`)}\n${paintDiff(diff, paint)}`,
        ),
      ];
      return changed.length === 0 ? [...parts, "The manifests are equal."].join("\n\n") : parts.join("\n\n");
    });
  });

  const restore = verb(app, "restore <app> <number>", {
    summary: "Make a new version with the spec of an old one; moves nothing",
    examples: [["app restore frontpage 2 --message 'the cache was better'", "As version 2 was"]],
    next: "halcyon release create APP ships it.",
  }).option("-m, --message <text>", "why, for the list of versions");
  action<{ message?: string }>(restore, cli, async ({ session, args: [name = "", number = ""], options }) => {
    const body = options.message === undefined ? {} : { message: options.message };
    const params = { app: name, version: positive(number) };
    const stored = await (await session.client()).call(appsEndpoints.restore, { params, body });
    session.output.show(stored, () => stored.sentence);
    session.output.next([`release create ${name}`, "plan a release of it"]);
  });

  const image = verb(app, "image <app> <image>", {
    summary: "Make a new version that differs by an image only; comments of the spec stay",
    examples: [
      ["app image frontpage registry.demo/frontpage:2", "The app's own container"],
      ["app image frontpage registry.demo/shipper:7 --container shipper", "One beside it"],
    ],
    next: "halcyon release create APP ships it.",
  })
    .option("--container <name>", "a container beside the app's own")
    .option("-m, --message <text>", "why, for the list of versions");
  action<ImageOptions>(image, cli, async ({ session, args: [name = "", reference = ""], options }) => {
    const stored = await (await session.client()).call(appsEndpoints.setImage, {
      params: { app: name },
      body: { image: reference, ...options },
    });
    session.output.show(stored, () => stored.sentence);
    session.output.next([`release create ${name}`, "plan a release of it"]);
  });
}

interface ImageOptions {
  readonly container?: string;
  readonly message?: string;
}
