import { releaseEndpoints, releaseId } from "@halcyon/contracts";
import { CliError, exitCodes } from "./errors.ts";
import { listed } from "./output/amounts.ts";
import type { Session } from "./session.ts";

/**
 * The release a person names: by its id (`frontpage-12`), or by its app alone while the app has exactly one
 * open release. @throws CliError when that is none or several
 */
export async function releaseNamed(session: Session, name: string): Promise<string> {
  if (releaseId.safeParse(name).success) return name;
  const client = await session.client();
  const { items } = await client.call(releaseEndpoints.list, {
    query: { app: name, open: "true", limit: 20 },
  });
  const [only, ...others] = items;
  if (only !== undefined && others.length === 0) {
    session.output.note(`${name} is ${only.id}.`);
    return only.id;
  }
  throw new CliError({
    exitCode: exitCodes.notFound,
    title: "Which release?",
    detail:
      only === undefined
        ? `App ${name} has no open release.`
        : `App ${name} has several open releases: ${listed(items.map(({ id }) => id))}.`,
    hint:
      only === undefined
        ? `halcyon release list --app ${name} shows those of the past.`
        : "Name one of them.",
  });
}
